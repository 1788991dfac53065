import Domain
import Postgres
import SimulatorKit
import Testing

@testable import Executor

@Suite("Two executors with the same message", .timeLimit(.minutes(2)))
struct TwoExecutorsTests {
    @Test("Each change is made once, and taken back once, whoever of them does it, and whatever Graph answers")
    func together() async throws {
        let landing = try [Order(1, groups: 2), Order(2, .remove), Order(3)]
        let reverting = try Order(4, groups: 2)
        try await Bench.with(landing + [reverting]) { bench in
            try bench.entra.misbehave([
                // Long enough for the other one to come to the same point.
                .write(landing[0], 0, nth: 1, ["delay_ms": 300, "close": "after"]),
                .write(landing[0], 1, nth: 1, ["delay_ms": 300]),
                .write(landing[1], 0, nth: 1, ["delay_ms": 300, "status": 503, "after_effect": true]),
                .write(landing[2], 0, nth: 1, ["delay_ms": 300]),
                .write(reverting, 1, ["delay_ms": 100, "status": 403]),
            ])
            let two = [ExecutorSetup(name: "executor-1"), ExecutorSetup(name: "executor-2")]
            try await bench.running(two[0], two[1]) {
                for order in landing + [reverting] { try await bench.approve(order, copies: 8) }
                for order in landing { try await bench.stated(.runLanded, of: order) }
                try await bench.stated(.runReverted, of: reverting)
                // Again, when all is over.
                for order in landing + [reverting] { try await bench.approve(order, copies: 4) }
            }
            for order in landing { bench.expectLanded(order) }
            let made = reverting.writes[0]
            bench.expect(reverting, [made, made.reversed], ends: .runReverted)
            let holders = try await bench.database.query("SELECT DISTINCT holder FROM ledger.quota_leases")
            #expect(holders.count == 2, "both have been at work")
            try await bench.expectNothingLost()
        }
    }
}
