import AMQP
import Domain
import Foundation
import Interposer
import SimulatorKit
import TestSupport
import Testing

@testable import Executor

@Suite("Broker or database are gone in mid-run", .timeLimit(.minutes(2)))
struct OutageTests {
    /// What Graph does with the call during which the other side goes.
    enum Call: CaseIterable, CustomTestStringConvertible {
        case accepted, refused, unanswered

        var testDescription: String {
            switch self {
            case .accepted: "the change is made"
            case .refused: "the change is not made"
            case .unanswered: "the change is made, and the reply is lost"
            }
        }
    }

    private func faults(_ call: Call, _ order: Order) -> [FaultRuleText] {
        switch call {
        case .accepted: [.write(order, nth: 1, ["delay_ms": 500, "after_effect": true])]
        case .refused: [.write(order, nth: 1, ["delay_ms": 500, "status": 503])]
        case .unanswered: [.write(order, nth: 1, ["delay_ms": 500, "close": "after"])]
        }
    }

    /// Approves an order, and lets the other side be gone from when Graph has the call until after Graph has settled it.
    private func outage(
        of interposer: Interposer, during order: Order, _ bench: Bench, check: () -> Void = {}
    ) async throws {
        try await bench.approve(order)
        // The intent is committed: the call is made.
        try await bench.entra.underWay("POST", about: order.groups[0])
        await interposer.cut()
        try await waitUntil("the end of the call") {
            bench.entra.calls("POST", about: order.groups[0]).contains { $0.status != nil || $0.isClosed }
        }
        // Long enough for the executor to meet with it.
        try await Task.sleep(for: .milliseconds(300))
        check()
        await interposer.heal()
        try await bench.stated(.runLanded, of: order)
    }

    @Test(
        "The database goes between the intent and the call's outcome: one write, and the run lands",
        arguments: Call.allCases)
    func databaseGone(call: Call) async throws {
        let order = try Order(1)
        try await Bench.with([order]) { bench in
            try bench.entra.misbehave(faults(call, order))
            let interposer = try Interposer(name: "database")
            let port = try await interposer.interpose(.postgres, toPort: try Self.port(bench.databaseURL))
            try await bench.running(ExecutorSetup(databasePort: port)) {
                try await outage(of: interposer, during: order, bench)
            }
            bench.expectLanded(order)
            #expect(interposer.blindSpots == [])
            try await bench.expectNothingLost()
            await interposer.stop()
        }
    }

    @Test(
        "The database goes while the intent is being committed: whether it was or not, one write, and the run lands",
        arguments: Trigger.Phase.allCases)
    func intentLost(phase: Trigger.Phase) async throws {
        let order = try Order(1)
        try await Bench.with([order]) { bench in
            let interposer = try Interposer(name: "database")
            let port = try await interposer.interpose(.postgres, toPort: try Self.port(bench.databaseURL))
            let standstill = await interposer.watch(
                for: Trigger(first: .commit, containing: "insert ledger.attempts", phase: phase))
            try await bench.running(ExecutorSetup(databasePort: port)) {
                try await bench.approve(order)
                for await _ in standstill {}
                #expect(bench.entra.calls("POST", about: order.groups[0]).isEmpty)
                await interposer.dropConnections()
                try await bench.stated(.runLanded, of: order)
            }
            bench.expectLanded(order)
            // A call that was never made counts as one that may have been.
            #expect(bench.witness.failures(of: order) == (phase == .before ? [] : [.serviceInterrupted]))
            try await bench.expectNothingLost()
            await interposer.stop()
        }
    }

    @Test(
        "The broker goes between the call and its event: one write, and all of it is stated", arguments: Call.allCases)
    func brokerGone(call: Call) async throws {
        let order = try Order(1)
        try await Bench.with([order]) { bench in
            try bench.entra.misbehave(faults(call, order))
            let interposer = try Interposer(name: "broker")
            let port = try await interposer.interpose(.amqp, toPort: UInt16(bench.broker.endpoints[0].port))
            try await bench.running(ExecutorSetup(brokerPort: port)) {
                try await outage(of: interposer, during: order, bench) {
                    #expect(!bench.witness.types(of: order).contains(.operationApplied))
                }
            }
            bench.expectLanded(order)
            #expect(interposer.blindSpots == [])
            try await bench.expectNothingLost()
            await interposer.stop()
        }
    }

    @Test(
        "The broker goes while the call's event is being published: it is stated once more, the same",
        arguments: Trigger.Phase.allCases)
    func eventLost(phase: Trigger.Phase) async throws {
        let order = try Order(1)
        try await Bench.with([order]) { bench in
            let interposer = try Interposer(name: "broker")
            let port = try await interposer.interpose(.amqp, toPort: UInt16(bench.broker.endpoints[0].port))
            let standstill = await interposer.watch(
                for: Trigger(first: .publish, containing: "operation.applied", phase: phase))
            try await bench.running(ExecutorSetup(brokerPort: port)) {
                try await bench.approve(order)
                for await _ in standstill {}
                await interposer.dropConnections()
                try await bench.stated(.runLanded, of: order)
            }
            bench.expectLanded(order)
            #expect(bench.witness.types(of: order).count { $0 == .operationApplied } == 1)
            try await bench.expectNothingLost()
            await interposer.stop()
        }
    }

    private static func port(_ url: String) throws -> UInt16 {
        try #require(URLComponents(string: url)?.port.map { UInt16($0) })
    }
}
