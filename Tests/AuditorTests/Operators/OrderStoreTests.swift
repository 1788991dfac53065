import Domain
import Foundation
import Postgres
import SignIn
import TestSupport
import Testing

@testable import Auditor

@Suite("What operators have asked for", .timeLimit(.minutes(2)))
struct OrderStoreTests {
    private static let kim = OperatorPages.title(OperatorBench.kim)
    private static let ivy = OperatorPages.title(OperatorBench.ivy)

    private func withStore(_ body: (OrderStore) async throws -> Void) async throws {
        try await TestDatabase.with("audit", AuditSchema.migrations) { try await body(OrderStore(database: $0)) }
    }

    private func wish(
        _ kind: OperatorOrder.Kind = .retry, by person: OperatorOrder.Operator = kim, start: Int = 2,
        waits: TimeInterval? = nil
    ) throws -> OrderStore.Wish {
        OrderStore.Wish(
            ritm: Samples.ritm, run: try Samples.plan().run, start: start, kind: kind, askedBy: person,
            reason: "because", waits: waits, trace: Samples.trace)
    }

    @Test("is kept once, whoever asks and however often, also at the same moment")
    func once() async throws {
        try await withStore { store in
            let all = try await withThrowingTaskGroup(of: [OperatorOrder].self) { group in
                for index in 0..<20 {
                    let wish = try wish(by: index.isMultiple(of: 2) ? Self.kim : Self.ivy)
                    group.addTask { try await store.add(wish, refused: []) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(all.map { $0.map(\.id) }).count == 1)
            let order = try #require(all.first?.first)
            #expect(order.standing == .ordered)
            #expect(order.reason == "because")
            #expect(try await store.orders(of: order.run) == [order])
            // The next start is another matter.
            #expect(try await store.add(wish(start: 3), refused: []).count == 2)
        }
    }

    @Test("stands in the way of its opposite for the same start, unless it was refused")
    func opposite() async throws {
        try await withStore { store in
            let kinds = try await withThrowingTaskGroup(of: [OperatorOrder].self) { group in
                for kind in OperatorOrder.Kind.allCases {
                    let wish = try wish(kind)
                    group.addTask { try await store.add(wish, refused: []) }
                }
                return try await group.reduce(into: Set<OperatorOrder.Kind>()) { $0.formUnion($1.map(\.kind)) }
            }
            #expect(kinds.count == 1)
            let first = try #require(kinds.first)
            let other: OperatorOrder.Kind = first == .retry ? .rollback : .retry
            #expect(try await store.add(wish(other), refused: []).count == 1)
            #expect(try await store.add(wish(other), refused: [first]).count == 2)
        }
    }

    @Test("waits for a second person, who isn't the first, and is agreed to once")
    func secondPerson() async throws {
        try await withStore { store in
            let order = try #require(try await store.add(wish(.rollback, waits: 3600), refused: []).first)
            guard case .proposed(let until) = order.standing else {
                Issue.record("it stands as \(order.standing)")
                return
            }
            #expect(until == order.askedAt + 3600)
            let own = try await store.agree(to: order.id, of: order.run, by: Self.kim, refused: [])
            #expect(own == [order])
            let agreed = try #require(
                try await store.agree(to: order.id, of: order.run, by: Self.ivy, refused: []).first)
            #expect(agreed.standing == .ordered)
            #expect(agreed.agreedBy == Self.ivy)
            #expect(try await store.agree(to: order.id, of: order.run, by: Self.ivy, refused: []) == [agreed])
        }
    }

    @Test("by the database itself, nobody agrees to what he has asked for")
    func constraint() async throws {
        try await withStore { store in
            _ = try await store.add(wish(.rollback, waits: 3600), refused: [])
            let problem = await #expect(throws: PostgresError.self) {
                try await store.database.query(
                    "UPDATE audit.operator_orders SET agreed_by_id = asked_by_id, agreed_by = asked_by, ordered_at = now()"
                )
            }
            #expect(problem?.sqlState?.rawValue == "23514")
        }
    }

    @Test("lapses when nobody agrees in time, and can be proposed anew")
    func lapse() async throws {
        try await withStore { store in
            let order = try #require(try await store.add(wish(.rollback, waits: 3600), refused: []).first)
            try await store.database.query(
                "UPDATE audit.operator_orders SET expires_at = clock_timestamp() - interval '1 second'")
            #expect(try await store.orders(of: order.run).map(\.standing) == [.lapsed])
            #expect(
                try await store.agree(to: order.id, of: order.run, by: Self.ivy, refused: []).map(\.standing) == [
                    .lapsed
                ])
            let again = try await store.add(wish(.rollback, by: Self.ivy, waits: 3600), refused: [])
            #expect(again.map(\.standing).first == .lapsed)
            #expect(again.count == 2)
            #expect(again.last?.askedBy == Self.ivy)
        }
    }

    @Test("loses against a retry that came while it waited")
    func overtaken() async throws {
        try await withStore { store in
            let order = try #require(try await store.add(wish(.rollback, waits: 3600), refused: []).first)
            #expect(try await store.add(wish(.retry), refused: []).count == 2)
            let orders = try await store.agree(to: order.id, of: order.run, by: Self.ivy, refused: [])
            #expect(orders.filter { $0.standing == .ordered }.map(\.kind) == [.retry])
        }
    }

    @Test("is due to be stated until it was, each part once, and taken by one at a time")
    func due() async throws {
        try await withStore { store in
            let order = try #require(try await store.add(wish(.rollback, waits: 3600), refused: []).first)
            let plan = try Samples.plan()
            let taken = try #require(try await store.takeDue(limit: 10, lease: 30).first)
            #expect(try await store.takeDue(limit: 10, lease: 30).isEmpty)
            #expect(
                taken.owed(plan: plan, approval: Samples.approval(of: plan)).map(\.type) == [.rollbackProposed])
            // While it is stated, somebody agrees: that is owed as well then.
            _ = try await store.agree(to: order.id, of: order.run, by: Self.ivy, refused: [])
            try await store.stated(taken)
            let next = try #require(try await store.takeDue(limit: 10, lease: 30).first)
            let facts = next.owed(plan: plan, approval: Samples.approval(of: plan))
            guard case .rollbackRequested(let requested)? = facts.only else {
                Issue.record("owed is \(facts.map(\.type))")
                return
            }
            #expect(requested.rollback.askedBy == Self.kim.title)
            #expect(requested.rollback.agreedBy == Self.ivy.title)
            #expect(requested.rollback.start == 2)
            try await store.stated(next)
            #expect(try await store.takeDue(limit: 10, lease: 30).isEmpty)
        }
    }

    @Test("that was taken by a process that died is taken by another")
    func lease() async throws {
        try await withStore { store in
            _ = try await store.add(wish(), refused: [])
            #expect(try await store.takeDue(limit: 10, lease: 0).count == 1)
            #expect(try await store.takeDue(limit: 10, lease: 0).count == 1)
        }
    }
}

extension Array {
    fileprivate var only: Element? { count == 1 ? first : nil }
}
