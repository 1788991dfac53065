import AMQP
import Domain
import Foundation
import Interposer
import Postgres
import SimulatorKit
import TestSupport
import Testing

@testable import Executor

@Suite("A quota row is held by a dead executor", .timeLimit(.minutes(2)))
struct DeadHolderTests {
    /// So few writes that what the dead one has in hand is missing.
    private static let scarce = ["LANDFALL_GRAPH_WRITES": "60/30s"]

    @Test("The machine is gone with the row's lock, and its connections stay: others go on within seconds")
    func locked() async throws {
        let first = try Order(1)
        let others = try (2...9).map { try Order($0) }
        try await Bench.with([first] + others) { bench in
            // So that there is a row to hold.
            try await bench.database.migrate(LedgerSchema.migrations, schema: "ledger")
            let store = QuotaStore(
                database: bench.database, holder: "earlier",
                limits: PerBudget { _ in QuotaLimit(amount: 60, window: 30) },
                rules: QuotaRules())
            _ = try await store.talk(QuotaCall { _ in QuotaDemand() })
            let interposer = try Interposer(name: "dead")
            let database = try #require(URLComponents(string: bench.databaseURL)?.port.map { UInt16($0) })
            let (databasePort, brokerPort) = (
                try await interposer.interpose(.postgres, toPort: database),
                try await interposer.interpose(.amqp, toPort: UInt16(bench.broker.endpoints[0].port))
            )
            // It has the lock, and its commit never leaves; nor does anything else from then on.
            let standstill = await interposer.watch(
                for: Trigger(first: .commit, containing: "ledger.quota_budgets", phase: .before))
            // One message at a time: what the broker has given it waits for the end of the connection.
            let settings = Self.scarce.merging(["LANDFALL_CONCURRENCY": "1"]) { $1 }
            let dead = ExecutorSetup(
                name: "dead", settings: settings, brokerPort: brokerPort, databasePort: databasePort, dies: true)
            try await bench.running(dead) {
                try await bench.approve(first)
                for await _ in standstill {}
                let waiting = try await bench.database.query(
                    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'"
                )
                #expect(waiting.count == 1, "it holds the row")
                let start = ContinuousClock.now
                try await bench.running(ExecutorSetup(name: "living", settings: Self.scarce)) {
                    for order in others { try await bench.approve(order) }
                    // One change may have to be read back by the dead one, as far as the broker knows.
                    try await waitUntil("the others' landing") {
                        others.count { bench.witness.types(of: $0).contains(.runLanded) } >= others.count - 1
                    }
                    // The session is ended after 2 s, and a lease after 1.5 s.
                    #expect(ContinuousClock.now - start < .seconds(12))
                    // The broker has its message back when the connection ends.
                    await interposer.dropConnections()
                    await interposer.stop()
                    for order in [first] + others { try await bench.stated(.runLanded, of: order) }
                }
            }
            for order in [first] + others { bench.expectLanded(order) }
            try await bench.expectNothingLost()
        }
    }

    @Test("It dies with calls in hand: they are back when its lease is over")
    func leased() async throws {
        let first = try Order(1)
        let others = try (2...21).map { try Order($0) }
        try await Bench.with([first] + others) { bench in
            // The call goes on without it.
            try bench.entra.misbehave([.write(first, nth: 1, ["delay_ms": 1000])])
            try await bench.running(ExecutorSetup(name: "dead", settings: Self.scarce, dies: true)) {
                try await bench.approve(first)
                try await bench.entra.underWay("POST", about: first.groups[0])
            }
            // As if it had died with all that there is in its hand.
            let leases = try await bench.database.query(
                """
                UPDATE ledger.quota_leases SET until = clock_timestamp() + interval '1.5 s', amount = amount
                    + (SELECT level FROM ledger.quota_budgets WHERE budget = 'writes')
                WHERE budget = 'writes' AND holder = 'dead'
                """)
            #expect(leases.rowsAffected == 1)
            try await bench.database.query("UPDATE ledger.quota_budgets SET level = 0 WHERE budget = 'writes'")
            let start = ContinuousClock.now
            try await bench.running(ExecutorSetup(name: "living", settings: Self.scarce)) {
                for order in others { try await bench.approve(order) }
                for order in others + [first] { try await bench.stated(.runLanded, of: order) }
            }
            #expect(ContinuousClock.now - start < .seconds(15))
            for order in [first] + others { bench.expectLanded(order) }
            try await bench.expectNothingLost()
        }
    }
}
