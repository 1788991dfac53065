import Domain
import TestSupport
import Testing

@testable import Entra

@Suite("What calls cost")
struct GraphCostTests {
    static let cloud = "https://graph.microsoft.com"

    @Test("each call costs what the table of limits says")
    func calls() throws {
        let name = try #require(UserPrincipalName("a@b.example"))
        #expect(GraphCall.user(name).cost == .init(writes: 0, resourceUnits: 1))
        #expect(GraphCall.group(Fixtures.group).cost == .init(writes: 0, resourceUnits: 1))
        #expect(
            GraphCall.membership(of: Fixtures.user, in: Fixtures.group).cost == .init(writes: 0, resourceUnits: 2))
        for action in MembershipAction.allCases {
            let call = GraphCall.change(action, user: Fixtures.user, group: Fixtures.group, cloud: Self.cloud)
            #expect(call.cost == .init(writes: 1, resourceUnits: 1))
        }
    }

    @Test(
        "adding several at once costs one write, or a third of their number rounded up",
        arguments: [(1, 1), (2, 1), (3, 1), (4, 2), (6, 2), (7, 3), (19, 7), (20, 7)])
    func bulk(count: Int, third: Int) {
        #expect(GraphCost.bulkAdd(of: count, at: .one) == .init(writes: 1, resourceUnits: 1))
        #expect(GraphCost.bulkAdd(of: count, at: .third) == .init(writes: third, resourceUnits: 1))
        let call = GraphCall.add(Fixtures.users(count), to: Fixtures.group, cloud: Self.cloud, price: .third)
        #expect(call.cost.writes == third)
    }

    @Test("a batch costs what its items cost: it saves round trips, not quota")
    func batch() {
        let changes = Fixtures.users(20).map {
            MembershipChange(.remove, user: $0, group: Fixtures.group, clientRequestID: "c")
        }
        #expect(GraphBatch.changes(changes, cloud: Self.cloud).cost == .change * 20)
        #expect(GraphCost.change * 20 == .init(writes: 20, resourceUnits: 20))
        let questions = Fixtures.users(3).map { MembershipQuestion(user: $0, group: Fixtures.group) }
        #expect(GraphBatch.memberships(questions).cost == .init(writes: 0, resourceUnits: 6))
    }
}

@Suite("What answers say about the quota")
struct ThrottleSignalTests {
    static let rows: [(fields: [String: String], usage: Double?, wait: Double?, scope: ThrottleSignal.Scope)] = [
        ([:], nil, nil, .unknown),
        (["x-ms-throttle-limit-percentage": "0.9"], 0.9, nil, .unknown),
        (["X-MS-Throttle-Limit-Percentage": "1.8", "RETRY-AFTER": "2.128"], 1.8, 2.128, .unknown),
        (["x-ms-throttle-limit-percentage": "1"], 1, nil, .unknown),
        (["x-ms-throttle-limit-percentage": "nan"], nil, nil, .unknown),
        (["x-ms-throttle-limit-percentage": "inf"], nil, nil, .unknown),
        (["x-ms-throttle-limit-percentage": "-1"], nil, nil, .unknown),
        (["x-ms-throttle-limit-percentage": "lots"], nil, nil, .unknown),
        (["x-ms-throttle-scope": "Tenant_Application/Write/9a3d/0785"], nil, nil, .write),
        (["x-ms-throttle-scope": "Tenant_Application/ReadWrite/9a3d/0785"], nil, nil, .readWrite),
        (["x-ms-throttle-scope": "Application/read/9a3d/0785"], nil, nil, .readWrite),
        (["x-ms-throttle-scope": "Tenant/Other/9a3d/0785"], nil, nil, .unknown),
        (["x-ms-throttle-scope": "Write"], nil, nil, .unknown),
        (["x-ms-throttle-scope": ""], nil, nil, .unknown),
    ]

    @Test("the header fields are read, and what they can't mean is left out", arguments: rows)
    func row(fields: [String: String], usage: Double?, wait: Double?, scope: ThrottleSignal.Scope) {
        let signal = ThrottleSignal(Fixtures.answer(429, fields: fields), cost: .change)
        #expect(
            signal
                == ThrottleSignal(
                    status: 429, usage: usage, retryAfterSeconds: wait, scope: scope, cost: .change))
        #expect(signal.isThrottled)
    }

    @Test("the good answers are told of, too, each with its call's cost, and the refused token's")
    func everyAnswer() async throws {
        let stage = try Stage { request in
            switch (request.method, request.path) {
            case ("POST", _): .answer(204, fields: ["x-ms-throttle-limit-percentage": "0.85"])
            case ("DELETE", _): .answer(429, fields: ["Retry-After": "3", "x-ms-throttle-scope": "Tenant/Write/a/b"])
            case ("PATCH", _): .answer(401)
            default: .answer(200, body: #"{"value":[]}"#)
            }
        }
        try await stage.run { stage in
            _ = await stage.add()
            _ = await stage.remove()
            _ = try await stage.client.membership(of: Fixtures.user, in: Fixtures.group, trace: nil)
            _ = await stage.client.add(
                Fixtures.users(4), to: Fixtures.group, clientRequestID: Fixtures.callID, trace: nil)
            let bulk = GraphCost(writes: 2, resourceUnits: 1)
            #expect(stage.client.costOfAdding(4) == bulk)
            #expect(
                stage.signals.all == [
                    .init(status: 204, usage: 0.85, retryAfterSeconds: nil, scope: .unknown, cost: .change),
                    .init(status: 429, usage: nil, retryAfterSeconds: 3, scope: .write, cost: .change),
                    .init(status: 200, usage: nil, retryAfterSeconds: nil, scope: .unknown, cost: .membership),
                    .init(status: 401, usage: nil, retryAfterSeconds: nil, scope: .unknown, cost: bulk),
                    .init(status: 401, usage: nil, retryAfterSeconds: nil, scope: .unknown, cost: bulk),
                ])
        }
    }

    @Test("a call without an answer says nothing about the quota")
    func noAnswer() async throws {
        try await Stage { _ in .hangUp }.run { stage in
            _ = await stage.add()
            #expect(stage.signals.all.isEmpty)
        }
    }

    @Test(
        "a priority is sent unless it is Graph's own default",
        arguments: zip(GraphPriority.allCases, ["High", nil, "Low"]))
    func priority(_ priority: GraphPriority, _ value: String?) async throws {
        let stage = try Stage { request in
            request.method == "GET" ? .answer(200, body: #"{"value":[]}"#) : .answer(204)
        }
        try await stage.run { stage in
            _ = await stage.client.change(
                .add, user: Fixtures.user, group: Fixtures.group, clientRequestID: Fixtures.callID, priority: priority,
                trace: nil)
            _ = await stage.client.add(
                [Fixtures.user], to: Fixtures.group, clientRequestID: Fixtures.callID, priority: priority, trace: nil)
            _ = try await stage.client.membership(
                of: Fixtures.user, in: Fixtures.group, priority: priority, trace: nil)
            #expect(stage.graphRequests.map { $0.headerFields["x-ms-throttle-priority"] } == [value, value, value])
        }
    }
}
