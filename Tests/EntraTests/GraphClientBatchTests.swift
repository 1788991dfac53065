import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Entra

@Suite("The client of Microsoft Graph, several at once")
struct GraphClientBatchTests {
    typealias Texts = MembershipWriteClassifierTests

    static func accepted(_ number: Int) -> MembershipWriteOutcome {
        .accepted(CorrelationIDs(clientRequestID: "c-\(number)", requestID: "r"))
    }

    // MARK: - Changes

    @Test("several changes are one call, and each is settled by its own answer, in the order that was asked for")
    func changes() async throws {
        let answer = BatchBody.responses([
            BatchBody.item("4", 404, body: Texts.missing(Fixtures.group.description)),
            BatchBody.item("3", 429, headers: #"{"retry-after":"1.5","x-ms-throttle-scope":"Tenant/Write/a/b"}"#),
            BatchBody.item("1", 204),
            BatchBody.item("2", 400, body: Texts.alreadyExist),
        ])
        try await Stage { _ in .answer(200, body: answer) }.run { stage in
            let outcomes = await stage.client.change(BatchTests.changes(4), trace: Fixtures.trace)
            #expect(outcomes.count == 4)
            #expect(outcomes[0].ids == Self.accepted(1))
            #expect(outcomes[1].ids == .alreadySo(CorrelationIDs(clientRequestID: "c-2", requestID: "r")))
            guard case .failed(let throttled) = outcomes[2], case .failed(let missing) = outcomes[3] else {
                Issue.record("those failed")
                return
            }
            #expect(throttled.reason == .graphThrottled)
            #expect(throttled.retryAfterSeconds == 1.5)
            #expect(throttled.correlation?.clientRequestID == "c-3")
            #expect(missing.reason == .directoryGroupMissing)
            let request = try #require(stage.graphRequests.first)
            #expect(stage.graphRequests.count == 1)
            #expect(request.method == "POST")
            #expect(request.target == "/v1.0/$batch")
            #expect(request.headerFields["content-type"] == "application/json")
            #expect(request.headerFields["traceparent"] == Fixtures.trace.description)
            #expect(
                request.body
                    == String(
                        decoding: GraphBatch.changes(BatchTests.changes(4), cloud: BatchTests.cloud).body(
                            priority: .normal), as: UTF8.self))
            // The answer itself costs nothing; its items do.
            #expect(stage.signals.all.map(\.cost) == [.none, .change, .change, .change, .change])
            #expect(stage.signals.all.map(\.status) == [200, 204, 400, 429, 404])
            #expect(stage.signals.all[3].scope == .write)
        }
    }

    @Test("a change that is alone is a call of its own, and none is no call")
    func few() async throws {
        try await Stage { _ in .answer(204, fields: ["request-id": "r"]) }.run { stage in
            #expect(await stage.client.change([], trace: nil) == [])
            #expect(await stage.client.change(BatchTests.changes(1), trace: nil).map(\.ids) == [Self.accepted(1)])
            #expect(stage.graphRequests.map(\.target) == ["/v1.0/groups/\(Fixtures.group)/members/$ref"])
        }
    }

    @Test("20 changes are one call; more, or one membership twice, are not sent")
    func limits() async throws {
        let answer = BatchBody.responses((1...20).reversed().map { BatchBody.item("\($0)", 204) })
        try await Stage { _ in .answer(200, body: answer) }.run { stage in
            let changes = BatchTests.changes(21)
            #expect(
                await stage.client.change(Array(changes.prefix(20)), trace: nil).map(\.ids)
                    == (1...20).map(Self.accepted))
            #expect(stage.graphRequests.count == 1)
            var twice = Array(changes.prefix(2))
            twice.append(MembershipChange(.remove, user: twice[0].user, group: twice[0].group, clientRequestID: "x"))
            for refused in [changes, twice] {
                let outcomes = await stage.client.change(refused, trace: nil)
                #expect(outcomes.count == refused.count)
                for outcome in outcomes {
                    guard case .failed(let failure) = outcome else {
                        Issue.record("it can't have been sent")
                        continue
                    }
                    #expect(failure.reason == .serviceDefect)
                }
            }
            #expect(stage.graphRequests.count == 1)
        }
    }

    struct Lost: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var reply: ScriptedServer.Reply
        var change: Reason
        var read: Reason
    }

    static let lost = [
        Lost(testDescription: "no answer", reply: .hangUp, change: .graphReplyLost, read: .graphUnavailable),
        Lost(
            testDescription: "throttled", reply: .answer(429, fields: ["Retry-After": "2.5"]), change: .graphThrottled,
            read: .graphThrottled),
        Lost(testDescription: "500", reply: .answer(500), change: .graphReplyLost, read: .graphUnavailable),
        Lost(testDescription: "503", reply: .answer(503), change: .graphUnavailable, read: .graphUnavailable),
    ]

    @Test("what becomes of the batch becomes of all its items", arguments: lost)
    func outer(_ lost: Lost) async throws {
        try await Stage { _ in lost.reply }.run { stage in
            let outcomes = await stage.client.change(BatchTests.changes(2), trace: nil)
            for (index, outcome) in outcomes.enumerated() {
                guard case .failed(let failure) = outcome else {
                    Issue.record("it failed")
                    continue
                }
                #expect(failure.reason == lost.change)
                #expect(failure.correlation?.clientRequestID == "c-\(index + 1)")
                if lost.change == .graphThrottled { #expect(failure.retryAfterSeconds == 2.5) }
            }
            #expect(stage.graphRequests.count == 1, "nothing is repeated")
            let questions = Fixtures.users(2).map { MembershipQuestion(user: $0, group: Fixtures.group) }
            for result in await stage.client.memberships(questions, trace: nil) {
                #expect(throws: Failure.self) { try result.get() }
                if case .failure(let failure) = result { #expect(failure.reason == lost.read) }
            }
            if lost.change == .graphThrottled {
                #expect(stage.signals.all.map(\.cost) == [.change * 2, .membership * 2])
            }
        }
    }

    @Test("a token that isn't accepted for the batch, or for one of its items, isn't used again")
    func tokens() async throws {
        let count = Mutex(0)
        let stage = try Stage { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            return switch number {
            case 1: .answer(401)
            case 2: .answer(200, body: BatchBody.responses([BatchBody.item("1", 204), BatchBody.item("2", 401)]))
            default: .answer(200, body: BatchBody.responses([BatchBody.item("1", 204), BatchBody.item("2", 204)]))
            }
        }
        try await stage.run { stage in
            let outcomes = await stage.client.change(BatchTests.changes(2), trace: nil)
            #expect(outcomes[0].ids == Self.accepted(1))
            guard case .failed(let failure) = outcomes[1] else {
                Issue.record("a 401 is no success")
                return
            }
            #expect(failure.reason == .graphUnauthorized)
            #expect(stage.tokenRequests.count == 2)
            _ = await stage.client.change(BatchTests.changes(2), trace: nil)
            #expect(stage.tokenRequests.count == 3)
        }
    }

    @Test("a 503 to one item makes the next call open a connection")
    func freshConnection() async throws {
        let answer = BatchBody.responses([BatchBody.item("1", 503), BatchBody.item("2", 204)])
        try await Stage { _ in .answer(200, body: answer) }.run { stage in
            for _ in 0..<2 { _ = await stage.client.change(BatchTests.changes(2), trace: nil) }
            let connections = stage.graphRequests.map(\.connection)
            #expect(connections[0] != connections[1])
        }
    }

    // MARK: - Reads

    @Test("several memberships are read by one call, each by its own answer, and at the cost of each")
    func memberships() async throws {
        let answer = BatchBody.responses([
            BatchBody.item("2", 200, body: #"{"value":[]}"#),
            BatchBody.item("1", 200, body: #"{"value":[{"id":"\#(Fixtures.user)"}]}"#),
            BatchBody.item("3", 404, body: Texts.missing(Fixtures.otherGroup.description)),
            BatchBody.item("4", 200, body: #"{"value":[{"id":"\#(Fixtures.user)"}]}"#),
            BatchBody.item("5", 200, body: #"{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/x"}"#),
        ])
        try await Stage { _ in .answer(200, body: answer) }.run { stage in
            var questions = Fixtures.users(2).map { MembershipQuestion(user: $0, group: Fixtures.group) }
            questions.append(MembershipQuestion(user: Fixtures.user, group: Fixtures.otherGroup))
            questions.append(MembershipQuestion(user: Fixtures.otherUser, group: Fixtures.group))
            questions.append(MembershipQuestion(user: Fixtures.user, group: Fixtures.group))
            let results = await stage.client.memberships(questions, priority: .low, trace: nil)
            #expect(try results[0].get().isMember)
            #expect(try !results[1].get().isMember)
            #expect(try results[0].get().correlation.requestID == "r")
            let reasons = results[2...].map { result in
                if case .failure(let failure) = result { failure.reason } else { nil as Reason? }
            }
            // An answer about somebody else, and a page that isn't the last, are none.
            #expect(reasons == [.directoryGroupMissing, .graphUnreadable, .graphUnreadable])
            let request = try #require(stage.graphRequests.first)
            #expect(request.headerFields["x-ms-throttle-priority"] == "Low")
            let body = try #require(
                try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: [[String: Any]]])
            let items = try #require(body["requests"])
            #expect(
                items.map { $0["url"] as? String }.first
                    == "/groups/\(Fixtures.group)/members?$filter=id%20eq%20%27\(Fixtures.user)%27&$select=id")
            let headers = items.compactMap { $0["headers"] as? [String: String] }
            #expect(Set(headers.compactMap { $0["client-request-id"] }).count == 5)
            #expect(headers.allSatisfy { $0["x-ms-throttle-priority"] == "Low" })
            #expect(stage.signals.all.map(\.cost) == [.none] + Array(repeating: .membership, count: 5))
        }
    }

    @Test("one question is a call of its own, none is no call, and more than 20 are not sent")
    func questionLimits() async throws {
        try await Stage { _ in .answer(200, body: #"{"value":[]}"#) }.run { stage in
            let questions = Fixtures.users(21).map { MembershipQuestion(user: $0, group: Fixtures.group) }
            #expect(await stage.client.memberships([], trace: nil).isEmpty)
            let one = await stage.client.memberships([questions[0]], trace: nil)
            #expect(one.count == 1)
            let reading = try #require(one.first).get()
            #expect(!reading.isMember)
            let many = await stage.client.memberships(questions, trace: nil)
            #expect(many.count == 21)
            for result in many {
                guard case .failure(let failure) = result else {
                    Issue.record("it can't have been sent")
                    continue
                }
                #expect(failure.reason == .serviceDefect)
            }
            #expect(stage.graphRequests.map(\.method) == ["GET"])
        }
    }

    // MARK: - Additions of several people

    @Test("several people are added by one call, which is sent once")
    func bulk() async throws {
        try await Stage { _ in .answer(204, fields: ["request-id": "r-1"]) }.run { stage in
            let outcome = await stage.client.add(
                Fixtures.users(20), to: Fixtures.group, clientRequestID: Fixtures.callID, trace: Fixtures.trace)
            #expect(outcome.ids == .accepted(CorrelationIDs(clientRequestID: Fixtures.callID, requestID: "r-1")))
            let request = try #require(stage.graphRequests.first)
            #expect(stage.graphRequests.count == 1)
            #expect(request.method == "PATCH")
            #expect(request.target == "/v1.0/groups/\(Fixtures.group)")
            #expect(request.headerFields["content-type"] == "application/json")
            #expect(request.headerFields["client-request-id"] == Fixtures.callID)
            #expect(request.headerFields["traceparent"] == Fixtures.trace.description)
            #expect(request.body.split(separator: "/v1.0/directoryObjects/").count == 21)
        }
    }

    @Test("nobody, more than 20, or one person twice is not sent", arguments: [0, 21, -1])
    func bulkLimits(_ count: Int) async throws {
        try await Stage { _ in .answer(204) }.run { stage in
            let users = count < 0 ? [Fixtures.user, Fixtures.user] : Fixtures.users(count)
            let outcome = await stage.client.add(
                users, to: Fixtures.group, clientRequestID: Fixtures.callID, trace: nil)
            guard case .failed(let failure) = outcome else {
                Issue.record("it can't have been sent")
                return
            }
            #expect(failure.reason == .serviceDefect)
            #expect(stage.graphRequests.isEmpty)
        }
    }

    @Test("a reply that is lost after people were added leaves the outcome unknown")
    func bulkLost() async throws {
        try await Stage { _ in .hangUp }.run { stage in
            let outcome = await stage.client.add(
                Fixtures.users(2), to: Fixtures.group, clientRequestID: Fixtures.callID, trace: nil)
            guard case .failed(let failure) = outcome else {
                Issue.record("a lost reply is no success")
                return
            }
            #expect(failure.reason == .graphReplyLost)
            #expect(failure.correlation?.ids == CorrelationIDs(clientRequestID: Fixtures.callID))
            #expect(stage.graphRequests.count == 1)
        }
    }

    // MARK: - People

    @Test("several people are read in one call; who doesn't exist, and what can't be a name, is told apart")
    func people() async throws {
        let names = ["ana@contoso.example", "a b/../c", "bo@contoso.example", "cy@contoso.example"]
        let body = BatchBody.responses([
            BatchBody.item("2", 404, body: Texts.missing(names[2])),
            BatchBody.item(
                "3", 403, body: #"{"error":{"code":"Authorization_RequestDenied","message":"Insufficient"}}"#),
            BatchBody.item(
                "1", 200,
                body: #"{"id":"\#(Fixtures.user)","userPrincipalName":"Ana@contoso.example","accountEnabled":false}"#),
        ])
        try await Stage { _ in .answer(200, body: body) }.run { (stage) async throws in
            let found = await stage.client.users(principalNames: names, priority: .low)
            #expect(stage.graphRequests.count == 1)
            #expect(try found[0].get()?.id == Fixtures.user)
            #expect(try found[0].get()?.accountEnabled == false)
            #expect(found[1].failure?.reason == .directoryUserMissing)
            #expect(try found[2].get() == nil)
            #expect(found[3].failure?.reason == .graphForbidden)
            #expect(await stage.client.users(principalNames: []).isEmpty)
            let many = await stage.client.users(principalNames: (1...21).map { "p\($0)@contoso.example" })
            #expect(many.allSatisfy { $0.failure?.reason == .serviceDefect })
            #expect(stage.graphRequests.count == 1, "too many aren't sent")
        }
    }
}

extension Result {
    fileprivate var failure: Failure? { if case .failure(let failure) = self { failure } else { nil } }
}
