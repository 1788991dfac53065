import AMQP
import Domain
import Foundation
import OrderedCollections
import Postgres
import SimulatorKit
import TestSupport
import Testing

@testable import Executor
@testable import Fleet

/// A broker, a database and the simulated Entra of a test's own, for executors to work between.
///
/// What a queue holds back for seconds or minutes it holds back for a moment here, and changes are read back after parts of a second:
/// the rest is as it is launched.
struct Bench: Sendable {
    let entra: SimulatedEntra
    let broker: AMQPConfiguration
    /// Of its database, without TLS, so that an interposer can follow what is said.
    let databaseURL: String
    /// The test's own connection to it.
    let database: PostgresClient
    let witness: Witness
    let secretFile: TemporaryFile
    private let client: AMQPClient

    /// How long a message waits in a retry queue here.
    private static let retry = Duration.milliseconds(200)

    /// - Parameters:
    ///   - orders: all that will be asked for, so that their people and groups are there.
    ///   - seed: members of Entra's seed.
    static func with(
        _ orders: [Order], seed: JSONObject = [:], _ body: @escaping @Sendable (Bench) async throws -> Void
    ) async throws {
        try await SimulatedEntra.with(orders, seed) { entra in
            try await TestDatabase.withURL { databaseURL, database in
                try await TestBroker.withHost(longestRetry: retry) { broker in
                    try await TestBroker.withClient(broker, topology: topology) { client in
                        let witness = Witness { entra.isMember($0.user, of: $0.group) }
                        let bench = Bench(
                            entra: entra, broker: broker, databaseURL: databaseURL, database: database,
                            witness: witness, secretFile: try TemporaryFile(SimulatedEntra.secret), client: client)
                        try await withThrowingTaskGroup(of: Void.self) { group in
                            group.addTask { try await witness.listen(on: client) }
                            defer { group.cancelAll() }
                            try await body(bench)
                        }
                    }
                }
            }
        }
    }

    /// The Executor's part of it, and the witness's: 48 queues for each test would take longer than the test.
    static let topology = AMQPTopology(
        exchanges: LandfallTopology.topology.exchanges,
        queues: stages.flatMap(LandfallTopology.queues(of:)) + [.init(name: Witness.queue)],
        bindings: stages.flatMap(LandfallTopology.bindings(of:))
            + [.init(queue: Witness.queue, exchange: LandfallTopology.exchange, routingKey: "#")])

    private static let stages: [Stage] = [.execute, .verify]

    // MARK: - Asking, and waiting for what comes of it

    /// States that orders are approved, each as often as `copies` says.
    func approve(_ orders: Order..., copies: Int = 1) async throws {
        for order in orders {
            let message = try EventMessage.make(order.event, version: "test")
            for _ in 1...copies {
                try await client.publish(
                    message, exchange: LandfallTopology.exchange, routingKey: order.event.type.rawValue)
            }
        }
    }

    /// Returns when such a fact was stated of an order.
    func stated(_ type: EventType, of order: Order, within limit: Duration = .seconds(30)) async throws {
        do {
            try await waitUntil("\(type.rawValue)", within: limit) { witness.types(of: order).contains(type) }
        } catch {
            throw NeverHappened(
                what: "\(type.rawValue) of \(order.plan.ticket.number): "
                    + "\(witness.types(of: order).map(\.rawValue)), \(witness.failures(of: order).map(\.rawValue)), "
                    + "\(entra.writes(of: order))")
        }
    }

    /// How many messages stand in a queue.
    func count(_ queue: String) async throws -> Int { try await client.messageCount(of: queue) }

    // MARK: - Judging

    /// The journal has exactly the order's own writes, each once; nobody said that it had landed before it had.
    func expectLanded(_ order: Order, sourceLocation: SourceLocation = #_sourceLocation) {
        expect(order, order.writes, ends: .runLanded, sourceLocation)
    }

    /// The journal has exactly these writes of the order's person, in any order, and the run has ended so and not otherwise.
    ///
    /// - Parameter ends: nil for a run that waits for a person.
    func expect(
        _ order: Order, _ writes: [EntraWrite], ends: EventType?,
        _ sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let seen = entra.writes(of: order).map(\.description).sorted()
        #expect(seen == writes.map(\.description).sorted(), sourceLocation: sourceLocation)
        let types = witness.types(of: order)
        let endings = types.filter { [.runLanded, .runReverted, .runStuck].contains($0) }
        #expect(endings == (ends.map { [$0] } ?? []), "\(types.map(\.rawValue))", sourceLocation: sourceLocation)
        #expect(witness.falsehoods == [], sourceLocation: sourceLocation)
    }

    /// Nothing was given up, and of each call that was begun it was stated what came of it (I6).
    ///
    /// - Parameter dead: how many messages wait for a person.
    func expectNothingLost(dead: Int = 0, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        var found = 0
        for stage in Self.stages { found += try await count(stage.deadQueue) }
        #expect(found == dead, "dead letters", sourceLocation: sourceLocation)
        // A refusal is stated of the operation, and doesn't say which call it was.
        let attempts = try await database.query(
            """
            SELECT key || ' ' || attempt AS call FROM ledger.attempts WHERE outcome IS DISTINCT FROM 'refused'
            ORDER BY key, attempt
            """)
        let stated = witness.attempts
        let unstated = try attempts.map { try $0.decode("call", as: String.self) }.filter { !stated.contains($0) }
        #expect(unstated == [], "calls that nobody stated", sourceLocation: sourceLocation)
    }
}
