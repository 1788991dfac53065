import AMQP
import Domain
import ServiceLifecycle
import TestSupport
import Testing

@testable import Fleet

@Suite("A stage that takes messages")
struct StageRunnerTests {
    private static func ritm(_ number: Int) -> RITMNumber { Bench.received(number).ritm }

    @Test("handles each once, and states what follows", .timeLimit(.minutes(2)))
    func takes() async throws {
        try await Bench.with { bench in
            let handler = ScriptedHandler { event, _ in .done([Bench.blocked("\(event.ritm)")]) }
            for number in 1...20 { try await bench.put(Bench.message(Bench.received(number))) }
            try await bench.running(bench.processor(handler)) { _ in
                try await waitUntil("all are handled") { try await bench.count(Bench.witness) == 20 }
            }
            #expect(Set(handler.handled.map(\.ritm)) == Set((1...20).map(Self.ritm)))
            #expect(handler.handled.count == 20)
            #expect(try await bench.count("landfall.validate") == 0)
        }
    }

    @Test(
        "acknowledges what is done: with one at a time, the next comes, and none comes twice", .timeLimit(.minutes(2)))
    func acknowledges() async throws {
        try await Bench.with { bench in
            let handler = ScriptedHandler { _, _ in .done([Bench.blocked()]) }
            for number in 1...5 { try await bench.put(Bench.message(Bench.received(number))) }
            try await bench.running(bench.processor(handler), prefetch: 1) { _ in
                try await waitUntil("all are handled") { try await bench.count(Bench.witness) == 5 }
            }
            #expect(handler.handled.map(\.ritm) == (1...5).map(Self.ritm))
        }
    }

    @Test("works on as many at a time as the prefetch says, and no more", .timeLimit(.minutes(2)))
    func prefetch() async throws {
        try await Bench.with { bench in
            let gate = Gate()
            let handler = ScriptedHandler { _, _ in
                try await gate.pass()
                return .done()
            }
            for number in 1...5 { try await bench.put(Bench.message(Bench.received(number))) }
            try await bench.running(bench.processor(handler), prefetch: 3) { _ in
                try await waitUntil("three are in work") { handler.handled.count == 3 }
                #expect(try await bench.count("landfall.validate") == 2)
                gate.open()
                try await waitUntil("the rest follows") { handler.handled.count == 5 }
            }
        }
    }

    @Test("and is told to stop takes no more, and lets those in work come to their end", .timeLimit(.minutes(2)))
    func gracefulStop() async throws {
        try await Bench.with { bench in
            // Ends when the stage was told to stop, and not before.
            let handler = ScriptedHandler { event, _ in
                try await gracefulShutdown()
                return .done([Bench.blocked("\(event.ritm)")])
            }
            for number in 1...60 { try await bench.put(Bench.message(Bench.received(number))) }
            try await bench.running(bench.processor(handler), prefetch: 2) { _ in
                try await waitUntil("two are in work") { handler.handled.count == 2 }
            }
            // What was begun was done, and of the others none is lost.
            let handled = handler.handled.count
            #expect(handled < 60)
            #expect(try await bench.stated().count == handled)
            try await waitUntil("the others are in their queue") {
                try await bench.count("landfall.validate") == 60 - handled
            }
        }
    }

    @Test("and is stopped the hard way acknowledges nothing: the message is delivered again", .timeLimit(.minutes(2)))
    func hardStop() async throws {
        try await Bench.with { bench in
            let handler = ScriptedHandler { _, _ in
                try await Task.sleep(for: .seconds(600))
                return .done([Bench.blocked()])
            }
            try await bench.put(Bench.message())
            try await bench.running(bench.processor(handler), drainLimit: .milliseconds(100)) { _ in
                try await waitUntil("it is in work") { handler.handled.count == 1 }
            }
            try await waitUntil("the message is back") { try await bench.count("landfall.validate") == 1 }
            #expect(try await bench.count(Bench.witness) == 0)
            for queue in LandfallTopology.queues(of: .validate).dropFirst() {
                #expect(try await bench.count(queue.name) == 0, "\(queue.name)")
            }
        }
    }

    @Test("leaves its queue while a dependency is down, and comes back with it", .timeLimit(.minutes(2)))
    func breaker() async throws {
        try await Bench.with { bench in
            let isBack = Gate()
            let breakers = BreakerBoard(
                probes: [.graph: { try await isBack.pass() }],
                limits: .init(failuresToOpen: 2, firstPause: .milliseconds(20)), logger: bench.log.logger)
            let isDown = DownSwitch()
            let handler = ScriptedHandler(needs: [.graph]) { _, _ in
                if isDown.isOn { throw Failure(.graphUnavailable, "503") }
                return .done()
            }
            isDown.turn(on: true)
            try await bench.running(bench.processor(handler, breakers: breakers), prefetch: 10) { _ in
                for number in 1...2 { try await bench.put(Bench.message(Bench.received(number))) }
                try await waitUntil("the breaker is open") { breakers.isOpen(.graph) }
                // With a consumer they would be handed over: so many fit into the prefetch.
                for number in 3...5 { try await bench.put(Bench.message(Bench.received(number))) }
                try await waitUntil("nobody takes messages") { try await bench.count("landfall.validate") >= 3 }
                isDown.turn(on: false)
                isBack.open()
                try await waitUntil("all were handled") {
                    Set((3...5).map(Self.ritm)).isSubset(of: handler.handled.map(\.ritm))
                }
                #expect(!breakers.isOpen(.graph))
            }
            #expect(try await bench.count("landfall.validate.dead") == 0)
        }
    }

    @Test("takes nothing before its dependencies are up", .timeLimit(.minutes(2)))
    func downAtStart() async throws {
        try await Bench.with { bench in
            let isProbed = Gate()
            let isBack = Gate()
            let breakers = BreakerBoard(
                probes: [
                    .graph: {
                        isProbed.open()
                        try await isBack.pass()
                    }
                ],
                limits: .init(failuresToOpen: 1, firstPause: .milliseconds(1)), logger: bench.log.logger)
            breakers.failed(.graph)
            let handler = ScriptedHandler(needs: [.graph]) { _, _ in
                #expect(!breakers.isOpen(.graph))
                return .done()
            }
            try await bench.put(Bench.message())
            try await bench.running(bench.processor(handler, breakers: breakers)) { _ in
                try await isProbed.pass()
                #expect(handler.handled.isEmpty)
                #expect(try await bench.count("landfall.validate") == 1)
                isBack.open()
                try await waitUntil("it is handled") { handler.handled.count == 1 }
            }
        }
    }

    @Test("declares its whole topology, again and again, and the broker takes it", .timeLimit(.minutes(2)))
    func declares() async throws {
        try await TestBroker.withHost { configuration in
            for _ in 1...2 {
                try await TestBroker.withClient(configuration, topology: LandfallTopology.topology) { client in
                    for stage in Stage.allCases {
                        let count = try await client.messageCount(of: stage.deadQueue)
                        #expect(count == 0)
                    }
                }
            }
        }
    }
}
