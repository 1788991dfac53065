import AMQP
import Domain
import Synchronization
import TestSupport
import Testing

@testable import Fleet

/// Without a witness no queue takes an event, so that the broker refuses each: the connection stands, the publish fails.
@Suite("When what follows from a message can't be published")
struct PublishingFailureTests {
    private static func stating() -> ScriptedHandler {
        ScriptedHandler { _, _ in .done([Bench.blocked()]) }
    }

    @Test(
        "it is tried again after growing pauses, and the message acknowledged when the broker has it",
        .timeLimit(.minutes(2)))
    func again() async throws {
        try await Bench.with(witnessed: false) { bench in
            let clock = SkippingClock { number in
                // Not acknowledged yet, so it stands nowhere else.
                #expect(try await bench.count("landfall.validate") == 0)
                if number == 3 { try await bench.bindWitness() }
            }
            let handler = Self.stating()
            try await bench.process(Bench.message(), bench.processor(handler, clock: clock))
            #expect(clock.sleeps == [.milliseconds(500), .seconds(1), .seconds(2)])
            #expect(handler.handled.count == 1)
            #expect(try await bench.stated().map(\.fact) == [Bench.blocked().fact])
        }
    }

    @Test("for four minutes, the message goes back to its queue, and nothing is lost (I2)", .timeLimit(.minutes(2)))
    func givenBack() async throws {
        try await Bench.with(witnessed: false) { bench in
            let clock = SkippingClock()
            try await bench.put(Bench.message())
            try await bench.taking { taking in
                let delivery = try await bench.next(taking)
                await bench.processor(Self.stating(), clock: clock).process(delivery)
                #expect(!delivery.canBeSettled)
                let again = try await bench.next(taking)
                #expect(again.redelivered)
                #expect(again.message.headers[LandfallTopology.deliveryCountHeader]?.integer == 1)
                #expect(try again.message.body == Bench.message().body)
            }
            #expect(clock.sleeps.reduce(.zero, +) == .seconds(240))
        }
    }

    @Test("the message isn't acknowledged: it comes back when its consumer is gone (I2)", .timeLimit(.minutes(2)))
    func notAcknowledged() async throws {
        try await Bench.with(witnessed: false) { bench in
            try await bench.put(Bench.message())
            let failed = Gate()
            let clock = SkippingClock { _ in
                failed.open()
                try await Task.sleep(for: .seconds(600))
            }
            let delivery = try await bench.taking { taking in
                let delivery = try await bench.next(taking)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await bench.processor(Self.stating(), clock: clock).process(delivery) }
                    try await failed.pass()
                    group.cancelAll()
                }
                // Stopped the hard way: neither acknowledged nor given back.
                #expect(delivery.canBeSettled)
                #expect(try await taking.get(from: "landfall.validate") == nil)
                return delivery
            }
            #expect(!delivery.canBeSettled)
            try await waitUntil("the message is back") { try await bench.count("landfall.validate") == 1 }
        }
    }

    @Test("a lost connection ends it: whoever gets the message publishes", .timeLimit(.minutes(2)))
    func lostConnection() async throws {
        try await Bench.with(witnessed: false) { bench in
            try await bench.put(Bench.message())
            let failed = Gate()
            let isGone = Gate()
            let clock = SkippingClock { _ in
                failed.open()
                try await isGone.pass()
                // From here on it would work.
                try await bench.bindWitness()
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                try await bench.taking { taking in
                    let delivery = try await bench.next(taking)
                    group.addTask { await bench.processor(Self.stating(), clock: clock).process(delivery) }
                    try await failed.pass()
                }
                isGone.open()
                try await group.waitForAll()
            }
            #expect(clock.sleeps.count == 1)
            #expect(try await bench.count(Bench.witness) == 0)
            try await waitUntil("the message is back") { try await bench.count("landfall.validate") == 1 }
        }
    }

    @Test("a delivery that was lost while it was handled leads to no publish", .timeLimit(.minutes(2)))
    func lostBefore() async throws {
        try await Bench.with { bench in
            try await bench.put(Bench.message())
            let delivery = try await bench.taking { taking in try await bench.next(taking) }
            await bench.processor(Self.stating()).process(delivery)
            #expect(try await bench.count(Bench.witness) == 0)
            try await waitUntil("the message is back") { try await bench.count("landfall.validate") == 1 }
        }
    }

    @Test("a copy that the broker has already is not put there a second time", .timeLimit(.minutes(2)))
    func oneCopy() async throws {
        try await Bench.with(witnessed: false) { bench in
            let clock = SkippingClock { number in
                #expect(try await bench.count("landfall.validate.dead") == 1)
                if number == 4 { try await bench.bindWitness() }
            }
            let handler = ScriptedHandler { _, _ in throw Failure(.directoryGroupMissing, "404") }
            try await bench.process(Bench.message(), bench.processor(handler, clock: clock))
            #expect(clock.sleeps.count == 4)
            #expect(try await bench.count("landfall.validate.dead") == 1)
            #expect(try await bench.stated().map(\.type) == [.messageDeadLettered])
        }
    }

    @Test("a full queue is such a refusal: the message is moved when there is room again", .timeLimit(.minutes(2)))
    func fullQueue() async throws {
        let dead = "landfall.validate.dead"
        try await Bench.with { topology in
            topology.queues.removeAll { $0.name == dead }
            topology.queues.append(.init(name: dead, arguments: ["x-max-length": 0, "x-overflow": "reject-publish"]))
        } _: { bench in
            let clock = SkippingClock { number in
                #expect(try await bench.count(Bench.witness) == 0, "it is not there yet")
                guard number == 2 else { return }
                try await bench.publishing.delete(queue: dead)
                try await bench.publishing.declare(AMQPTopology(queues: [.init(name: dead)]))
            }
            let handler = ScriptedHandler { _, _ in throw Failure(.directoryGroupMissing, "404") }
            try await bench.process(Bench.message(), bench.processor(handler, clock: clock))
            #expect(clock.sleeps.count == 2)
            #expect(try await bench.count(dead) == 1)
        }
    }

    @Test("a stage that is told to stop doesn't wait for it longer than its drain limit", .timeLimit(.minutes(2)))
    func stop() async throws {
        try await Bench.with(witnessed: false) { bench in
            let failed = Gate()
            let clock = SkippingClock { _ in
                failed.open()
                try await Task.sleep(for: .seconds(600))
            }
            try await bench.put(Bench.message())
            try await bench.running(
                bench.processor(Self.stating(), clock: clock), drainLimit: .milliseconds(300)
            ) { _ in
                try await failed.pass()
            }
            try await waitUntil("the message is back") { try await bench.count("landfall.validate") == 1 }
        }
    }
}
