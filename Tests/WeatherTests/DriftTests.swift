import Domain
import Postgres
import SimulatorKit
import Testing

@testable import Executor

@Suite("Access is changed outside of Landfall", .timeLimit(.minutes(2)))
struct DriftTests {
    private static let settings = ["LANDFALL_DRIFT_INTERVAL": "1s"]

    @Test(
        "Two executors see it, it is stated once, and so is that it is in order again; nothing is changed because of it"
    )
    func outside() async throws {
        let (granted, removed, untouched, gone) = try (Order(1), Order(2, .remove), Order(3, groups: 2), Order(4))
        let orders = [granted, removed, untouched, gone]
        try await Bench.with(orders) { bench in
            let entra = bench.entra
            let two = ["executor-1", "executor-2"].map { ExecutorSetup(name: $0, settings: Self.settings) }
            try await bench.running(two[0], two[1]) {
                for order in orders { try await bench.approve(order) }
                for order in orders { try await bench.stated(.runLanded, of: order) }
                try await entra.changeOutside(granted, .remove)
                try await entra.changeOutside(removed, .add)
                try await entra.deletePerson(gone.person.id)
                for order in [granted, removed, gone] { try await bench.stated(.accessDrifted, of: order) }
                try await entra.changeOutside(granted, .add)
                try await entra.changeOutside(removed, .remove)
                for order in [granted, removed] { try await bench.stated(.accessDriftEnded, of: order) }
            }
            let drifts = orders.map { bench.witness.facts(of: $0).drifts }
            #expect(drifts.map { $0.map(\.kind) } == [[.removedOutside], [.addedOutside], [], [.removedOutside]])
            #expect(drifts.map { $0.map(\.cause) } == [[nil], [nil], [], [.directoryUserMissing]])
            let ends = orders.map { bench.witness.types(of: $0).count { $0 == .accessDriftEnded } }
            #expect(ends == [1, 1, 0, 0])
            // Landfall's own write, and the two outside.
            let outside = [granted, removed].map { $0.writes + [$0.writes[0].reversed] + $0.writes }
            #expect([granted, removed].map { entra.writes(of: $0) } == outside)
            bench.expectLanded(untouched)
            let open = try await bench.database.query("SELECT 1 FROM ledger.drifts WHERE next_statement_at IS NOT NULL")
            #expect(open.isEmpty)
            try await bench.expectNothingLost()
        }
    }
}

extension [Fact] {
    fileprivate var drifts: [AccessDrifted] {
        compactMap { if case .accessDrifted(let drifted) = $0 { drifted } else { nil } }
    }
}
