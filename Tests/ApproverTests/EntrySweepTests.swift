import AMQP
import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Approver

@Suite("What has happened with approvals is stated", .timeLimit(.minutes(2)))
struct EntrySweepTests {
    private static let witness = "witness"

    private func sweep(_ bench: ApprovalBench, _ client: AMQPClient) -> EntrySweep {
        EntrySweep(
            entries: EntryStore(database: bench.database),
            publisher: EventPublisher(
                client: client, identity: ServiceIdentity(name: .approver, instance: "test-1"), now: { Samples.at }),
            arrivals: ChangeSignal(), logger: bench.log.logger)
    }

    private func stated(_ client: AMQPClient) async throws -> [Event] {
        var events: [Event] = []
        while let delivery = try await client.get(from: Self.witness) {
            events.append(try EventCoding.decode(delivery.message.body))
            try await delivery.ack()
        }
        return events
    }

    private static let listening = AMQPTopology(
        exchanges: LandfallTopology.topology.exchanges, queues: [.init(name: witness)],
        bindings: [.init(queue: witness, exchange: LandfallTopology.exchange, routingKey: "#")])

    @Test("when the broker takes it, in its order, and kept until then: nothing is lost, and nothing said twice")
    func brokerAway() async throws {
        let validated = try Samples.waiting()
        try await ApprovalBench.with { bench in
            try await bench.come(validated)
            _ = try await bench.decide(Samples.ben, of: validated)
            // An exchange from which no queue takes anything: the broker refuses what is sent to it.
            let topology = AMQPTopology(exchanges: LandfallTopology.topology.exchanges)
            try await TestBroker.withHost { configuration in
                try await TestBroker.withClient(configuration, topology: topology) { client in
                    let sweep = sweep(bench, client)
                    _ = await sweep.stateDue()
                    #expect(bench.log.text.contains("it is tried again"))
                    try await client.declare(Self.listening)
                    try await bench.database.query("UPDATE approval.entries SET next_look_at = clock_timestamp()")
                    for _ in 0..<3 { _ = await sweep.stateDue() }
                    let events = try await stated(client)
                    #expect(events.map(\.type) == [.approvalRequested, .approvalGiven, .requestApproved])
                    #expect(events.map(\.trace.traceID) == Array(repeating: Samples.trace.traceID, count: 3))
                }
            }
        }
    }

    @Test("again by another process where one died between the broker's confirm and its note: the same event, no other")
    func died() async throws {
        let validated = try Samples.waiting()
        try await ApprovalBench.with { bench in
            try await bench.come(validated)
            _ = try await bench.decide(Samples.ben, .deny, of: validated)
            try await TestBroker.withHost { configuration in
                try await TestBroker.withClient(configuration, topology: Self.listening) { client in
                    let sweep = sweep(bench, client)
                    // Taken and published, and not noted.
                    let entries = EntryStore(database: bench.database)
                    let taken = try await entries.takeDue(limit: 10, lease: 30)
                    for entry in taken { try await sweep.publisher.publish([Emission(entry.fact)], trace: entry.trace) }
                    _ = await sweep.stateDue()
                    #expect(try await stated(client).count == taken.count, "the lease isn't over")
                    try await bench.database.query("UPDATE approval.entries SET next_look_at = clock_timestamp()")
                    _ = await sweep.stateDue()
                    let again = try await stated(client)
                    #expect(again.map(\.id) == taken.map(\.id))
                    _ = await sweep.stateDue()
                    #expect(try await stated(client).isEmpty)
                }
            }
        }
    }

    @Test("as soon as it is decided, by the process that took the decision")
    func atOnce() async throws {
        let validated = try Samples.waiting()
        try await ApprovalBench.with { bench in
            try await bench.come(validated)
            try await TestBroker.withHost { configuration in
                try await TestBroker.withClient(configuration, topology: Self.listening) { client in
                    let sweep = sweep(bench, client)
                    let desk = DecisionDesk(
                        cases: bench.cases, pools: bench.pools, now: { Samples.at }, moved: ChangeSignal(),
                        entries: sweep.arrivals)
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { await sweep.run() }
                        defer { group.cancelAll() }
                        _ = try await desk.decide(
                            Samples.attempt(Samples.ben, of: validated.plan), on: validated.plan.run)
                        try await waitUntil("all is stated") {
                            try await bench.database.query(
                                "SELECT count(*) AS n FROM approval.entries WHERE stated_at IS NULL"
                            ).first?.decode("n", as: Int64.self) == 0
                        }
                    }
                    #expect(try await stated(client).map(\.type).last == .requestApproved)
                }
            }
        }
    }
}
