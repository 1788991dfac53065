import Domain
import OrderedCollections
import SimulatorKit
import Testing

@testable import Executor

@Suite("A replica forgets and remembers", .timeLimit(.minutes(2)))
struct ReplicaTests {
    /// What a replica says that doesn't know of the membership.
    private static let forgotten: JSONValue = ["status": 200, "body": ["value": []]]

    @Test("A read that shows the change, before one that doesn't, proves nothing: it takes two in a row")
    func forgets() async throws {
        let order = try Order(1)
        try await Bench.with([order]) { bench in
            // The first read is the one before the change. Then: there, gone, there, gone, there, there.
            try bench.entra.misbehave([
                .read(order, nth: 3, Self.forgotten), .read(order, nth: 5, Self.forgotten),
            ])
            try await bench.running(ExecutorSetup()) {
                try await bench.approve(order)
                try await bench.stated(.runLanded, of: order)
            }
            bench.expectLanded(order)
            #expect(bench.entra.calls("GET", about: order.groups[0]).count == 7)
            try await bench.expectNothingLost()
        }
    }

    @Test(
        "Replicas that lag, each in its own way: changes are made once, taken back once, and never said to be there before",
        arguments: [1, 2])
    func lagging(seed: Int) async throws {
        let landing = try [Order(1, groups: 3), Order(2, groups: 2, .remove), Order(3), Order(4, .remove)]
        let reverting = try Order(5, groups: 3)
        let replication: JSONObject = [
            "replication": ["replicas": 3, "lag_ms": [0, 1500], "seed": .integer(seed)]
        ]
        try await Bench.with(landing + [reverting], seed: replication) { bench in
            try bench.entra.misbehave([.write(reverting, 2, ["status": 403])])
            try await bench.running(ExecutorSetup()) {
                for order in landing { try await bench.approve(order) }
                try await bench.approve(reverting)
                for order in landing { try await bench.stated(.runLanded, of: order) }
                try await bench.stated(.runReverted, of: reverting)
            }
            for order in landing { bench.expectLanded(order) }
            let made = reverting.writes.prefix(2)
            bench.expect(reverting, made + made.map(\.reversed), ends: .runReverted)
            try await bench.expectNothingLost()
        }
    }
}
