import Foundation
import Postgres
import TestSupport
import Testing

@testable import Executor

@Suite("The budgets in the ledger")
struct QuotaStoreTests {
    /// What comes back of it during a test doesn't count.
    let slow = QuotaLimit(amount: 1000, window: 100_000)

    func call(
        used: Double = 0, inHand: Double = 0, most: Double = 0, _ evidence: QuotaEvidence? = nil
    ) -> QuotaCall {
        QuotaCall { budget in
            guard budget == .writes else { return nil }
            return QuotaDemand(
                used: used, inHand: inHand, evidence: evidence,
                wish: most > 0 ? .init(least: 1, most: most, priority: .people) : nil)
        }
    }

    func amount(_ answer: QuotaAnswer) -> Double {
        guard case .given(let amount, _, _) = answer.writes?.outcome else { return 0 }
        return amount
    }

    func level(_ database: PostgresClient) async throws -> Double {
        let rows = try await database.query("SELECT level FROM ledger.quota_budgets WHERE budget = 'writes'")
        return try #require(rows.first).decode("level")
    }

    @Test("The first executor finds full buckets, and what it takes is on record")
    func first() async throws {
        try await QuotaBench.withDatabase { database in
            let answer = try await QuotaBench.store(database, "one", slow).talk(call(most: 20))
            #expect(amount(answer) == 20)
            #expect(answer.resourceUnits == nil)
            #expect(abs(try await level(database) - 980) < 1)
            let leases = try await database.query("SELECT holder, budget, amount FROM ledger.quota_leases")
            #expect(try leases.map { try $0.decode("holder", as: String.self) } == ["one"])
            #expect(try leases.map { try $0.decode("amount", as: Double.self) } == [20])
        }
    }

    @Test("Executors that ask at the same moment get no more together than there is")
    func together() async throws {
        try await QuotaBench.withDatabase { database in
            let given = try await withThrowingTaskGroup(of: Double.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let store = QuotaBench.store(database, "executor-\(number)", slow)
                        var (all, last) = (0.0, 0.0)
                        for _ in 0..<40 {
                            last = amount(try await store.talk(call(used: last, most: 10)))
                            all += last
                        }
                        _ = try await store.talk(call(used: last))
                        return all
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(given > 700)
            // Not one is lost, and not one is given twice.
            #expect(abs(try await level(database) - (1000 - given)) < 2)
        }
    }

    @Test("What a dead executor had in hand is back when its lease is over")
    func deadHolder() async throws {
        try await QuotaBench.withDatabase { database in
            let (dead, other) = (
                QuotaBench.store(database, "dead", slow), QuotaBench.store(database, "other", slow)
            )
            #expect(amount(try await dead.talk(call(most: 20))) == 20)
            _ = try await other.talk(call())
            #expect(abs(try await level(database) - 980) < 1)
            try await Task.sleep(for: .seconds(1.6))
            _ = try await other.talk(call())
            #expect(abs(try await level(database) - 1000) < 1)
            let leases = try await database.query("SELECT holder FROM ledger.quota_leases")
            #expect(try leases.map { try $0.decode("holder", as: String.self) } == ["other"])
        }
    }

    @Test("A pause that one executor reports is everybody's, and lasts as long as was asked for")
    func pause() async throws {
        try await QuotaBench.withDatabase { database in
            let (one, other) = (QuotaBench.store(database, "one", slow), QuotaBench.store(database, "other", slow))
            let refusal = QuotaEvidence(usage: .told(1.01), isRefused: true, retryAfter: 20.5)
            _ = try await one.talk(call(used: 0, refusal))
            guard case .paused(let left) = try await other.talk(call(most: 5)).writes?.outcome else {
                Issue.record("the other one isn't paused")
                return
            }
            #expect(left > 10 && left <= 20.5)
        }
    }

    @Test("What was learnt is there for an executor that starts later")
    func remembered() async throws {
        try await QuotaBench.withDatabase { database in
            let refusal = QuotaEvidence(isRefused: true, retryAfter: 0)
            let learnt = try await QuotaBench.store(database, "one", slow).talk(call(refusal))
            #expect(learnt.writes?.estimate == 750)
            let later = try await QuotaBench.store(database, "two", slow).talk(call())
            #expect(later.writes?.estimate == 750)
        }
    }

    @Test("A notice of a pause is read back, and nothing else is taken for one")
    func notices() {
        let notice = QuotaPauseNotice(budget: .writes, seconds: 12.345)
        #expect(QuotaPauseNotice(notice.text) == notice)
        for text in ["", "writes", "writes x", "writes -1", "writes 1e300", "writes nan", "reads 1", "writes 1 2"] {
            #expect(QuotaPauseNotice(text) == nil)
        }
    }
}
