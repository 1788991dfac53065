import AMQP
import Domain
import Fleet
import Foundation
import Postgres
import SignIn
import TestSupport
import Testing

@testable import Auditor

@Suite("What operators asked for is stated", .timeLimit(.minutes(2)))
struct OrderSweepTests {
    private static let witness = "witness"

    private func sweep(_ bench: OperatorBench, _ client: AMQPClient, _ log: LogCapture) -> OrderSweep {
        OrderSweep(
            orders: bench.orders, runs: bench.runs,
            publisher: EventPublisher(
                client: client, identity: ServiceIdentity(name: .auditor, instance: "test-1"), now: { Samples.at }),
            arrivals: bench.pages.arrivals, logger: log.logger)
    }

    private func stated(_ client: AMQPClient) async throws -> [Event] {
        var events: [Event] = []
        while let delivery = try await client.get(from: Self.witness) {
            events.append(try EventCoding.decode(delivery.message.body))
            try await delivery.ack()
        }
        return events
    }

    @Test("when the broker takes it, and kept until then: nothing is lost, and nothing said twice")
    func brokerAway() async throws {
        try await OperatorBench.with { bench in
            let plan = try Samples.plan()
            try await bench.record(
                Samples.approved(plan), Samples.started(plan), .runStuck(Samples.ended(plan, states: [.refused])))
            // An exchange from which no queue takes anything: the broker refuses what is sent to it.
            let topology = AMQPTopology(exchanges: LandfallTopology.topology.exchanges)
            try await TestBroker.withHost { configuration in
                try await TestBroker.withClient(configuration, topology: topology) { client in
                    let log = LogCapture()
                    let sweep = sweep(bench, client, log)
                    let page = try await bench.send("/runs/\(plan.run)/retry", ["reason": "again"])
                    #expect(page.text.contains("on its way to the Executor"))
                    _ = await sweep.stateDue()
                    #expect(log.text.contains("it is tried again"))
                    #expect(try await bench.orders.orders(of: plan.run).first?.isOrderStated == false)

                    try await client.declare(
                        AMQPTopology(
                            queues: [.init(name: Self.witness)],
                            bindings: [.init(queue: Self.witness, exchange: LandfallTopology.exchange, routingKey: "#")]
                        ))
                    try await bench.database.query("UPDATE audit.operator_orders SET next_look_at = clock_timestamp()")
                    for _ in 0..<3 { _ = await sweep.stateDue() }
                    let events = try await stated(client)
                    #expect(events.count == 1)
                    guard case .retryRequested(let requested)? = events.first?.fact else {
                        Issue.record("stated was \(events.map(\.type))")
                        return
                    }
                    #expect(requested.plan == plan)
                    #expect(requested.approval == Samples.approval(of: plan))
                    #expect(requested.retry.start == 2)
                    #expect(requested.retry.reason == "again")
                    #expect(requested.retry.askedBy.contains("Kim Novak"))
                    let after = try await bench.browser().open("/runs/\(plan.run)")
                    #expect(after.text.contains("The Executor has been told"))
                }
            }
        }
    }

    @Test("for a rollback first that it waits, then that it is to be done, by whom and with whose agreement")
    func rollback() async throws {
        try await OperatorBench.with { bench in
            let plan = try Samples.plan(risk: .high)
            try await bench.record(
                Samples.approved(plan), Samples.started(plan), .runLanded(Samples.ended(plan, states: [.verified])))
            try await TestBroker.withHost { configuration in
                let topology = AMQPTopology(
                    exchanges: LandfallTopology.topology.exchanges, queues: [.init(name: Self.witness)],
                    bindings: [.init(queue: Self.witness, exchange: LandfallTopology.exchange, routingKey: "#")])
                try await TestBroker.withClient(configuration, topology: topology) { client in
                    let sweep = sweep(bench, client, LogCapture())
                    _ = try await bench.send("/runs/\(plan.run)/rollback", ["reason": "by mistake"])
                    _ = await sweep.stateDue()
                    #expect(try await stated(client).map(\.type) == [.rollbackProposed])
                    _ = try await bench.send("/runs/\(plan.run)/rollback", by: OperatorBench.ivy)
                    _ = await sweep.stateDue()
                    let events = try await stated(client)
                    guard case .rollbackRequested(let requested)? = events.first?.fact else {
                        Issue.record("stated was \(events.map(\.type))")
                        return
                    }
                    #expect(requested.rollback.reason == "by mistake")
                    #expect(requested.rollback.askedBy.contains("Kim Novak"))
                    #expect(requested.rollback.agreedBy?.contains("Ivy Brown") == true)
                }
            }
        }
    }

    @Test("as soon as it was asked for, by the process that took the form")
    func atOnce() async throws {
        try await OperatorBench.with { bench in
            let plan = try Samples.plan()
            try await bench.record(
                Samples.approved(plan), Samples.started(plan), .runStuck(Samples.ended(plan, states: [.refused])))
            try await TestBroker.withHost { configuration in
                let topology = AMQPTopology(
                    exchanges: LandfallTopology.topology.exchanges, queues: [.init(name: Self.witness)],
                    bindings: [.init(queue: Self.witness, exchange: LandfallTopology.exchange, routingKey: "#")])
                try await TestBroker.withClient(configuration, topology: topology) { client in
                    let sweep = sweep(bench, client, LogCapture())
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { await sweep.run() }
                        defer { group.cancelAll() }
                        _ = try await bench.send("/runs/\(plan.run)/retry")
                        try await waitUntil("the order is stated") {
                            try await bench.orders.orders(of: plan.run).first?.isOrderStated == true
                        }
                    }
                }
            }
        }
    }
}
