import AMQP
import Domain
import TestSupport
import Testing

@testable import Fleet

@Suite("A message that keeps killing its consumer")
struct DeliveryLimitTests {
    /// Takes the stage's message and gives it back, as the broker does for a consumer that dies with it.
    private static func giveBack(_ times: Int, _ taking: AMQPClient, _ bench: Bench) async throws -> [Int64?] {
        var counts: [Int64?] = []
        for _ in 0..<times {
            let delivery = try await bench.next(taking)
            counts.append(delivery.message.headers[LandfallTopology.deliveryCountHeader]?.integer)
            try await delivery.reject(requeue: true)
        }
        return counts
    }

    @Test("The last delivery before the broker drops a message carries the limit as its count", .timeLimit(.minutes(2)))
    func lastDelivery() async throws {
        try await Bench.with { topology in
            topology.queues[0].arguments["x-delivery-limit"] = .int64(3)
        } _: { bench in
            try await bench.put(Bench.message())
            try await bench.taking { taking in
                #expect(try await Self.giveBack(4, taking, bench) == [0, 1, 2, 3])
                // Not delivered a fifth time: the broker has dead-lettered it, and told nobody.
                try await waitUntil("the broker's dead letter") { try await bench.count("landfall.validate.dead") == 1 }
                #expect(try await taking.get(from: "landfall.validate") == nil)
            }
            #expect(try await bench.only("landfall.validate.dead").headers[MessageHeader.error] == nil)
            #expect(try await bench.count(Bench.witness) == 0)
        }
    }

    @Test(
        "At the last delivery it isn't handled, but dead-lettered with its whole story, and that is stated",
        .timeLimit(.minutes(2)))
    func crashed() async throws {
        try await Bench.with { bench in
            let handler = ScriptedHandler { _, _ in .done() }
            var message = try Bench.message()
            MessageHistory().recording(
                Failure(.graphConflict, "before"), countsAsAttempt: true, at: Samples.at, instance: "test-0"
            ).write(to: &message.headers)
            try await bench.put(message)
            try await bench.taking { taking in
                _ = try await Self.giveBack(LandfallTopology.deliveryLimit, taking, bench)
                let delivery = try await bench.next(taking)
                await bench.processor(handler).process(delivery)
                #expect(!delivery.canBeSettled)
                #expect(try await taking.get(from: "landfall.validate") == nil)
            }
            #expect(handler.handled.isEmpty)
            let dead = try await bench.only("landfall.validate.dead")
            #expect(dead.body == message.body)
            #expect(dead.headers[MessageHeader.error] == "service.crashed_on_it")
            #expect(dead.headers[MessageHeader.kind] == "permanent")
            #expect(dead.headers[MessageHeader.responsible] == "operators")
            #expect(dead.headers[MessageHeader.detail]?.string?.contains("21 times") == true)
            #expect(dead.headers[LandfallTopology.deliveryCountHeader] == .int64(0), "that of a message of its own")
            #expect(
                MessageHistory(headers: dead.headers).entries.map(\.reason) == [
                    "graph.conflict", "service.crashed_on_it",
                ])
            let stated = try await bench.stated()
            guard case .messageDeadLettered(let fact)? = stated.first?.fact, stated.count == 1 else {
                Issue.record("message.dead_lettered was not stated: \(stated)")
                return
            }
            #expect(fact.failure.reason == .serviceCrashedOnIt)
            #expect(fact.ticket != nil)
            #expect(fact.attempts == 2)
        }
    }

    @Test("At the delivery before that it is still handled", .timeLimit(.minutes(2)))
    func oneBefore() async throws {
        try await Bench.with { bench in
            let handler = ScriptedHandler { _, _ in .done() }
            try await bench.put(Bench.message())
            try await bench.taking { taking in
                _ = try await Self.giveBack(LandfallTopology.deliveryLimit - 1, taking, bench)
                await bench.processor(handler).process(try await bench.next(taking))
            }
            #expect(handler.handled.count == 1)
            #expect(try await bench.count("landfall.validate.dead") == 0)
        }
    }

    @Test("A copy that comes back from a retry queue begins at a count of zero", .timeLimit(.minutes(2)))
    func copies() async throws {
        try await Bench.with { bench in
            let handler = ScriptedHandler { _, _ in throw Failure(.graphConflict, "409") }
            try await bench.put(Bench.message())
            try await bench.taking { taking in
                _ = try await Self.giveBack(5, taking, bench)
                await bench.processor(handler).process(try await bench.next(taking))
                let back = try await bench.next(taking)
                #expect(back.message.headers[MessageHeader.attempt] == .int64(1))
                #expect(back.message.headers[LandfallTopology.deliveryCountHeader]?.integer == 0)
                #expect(!back.redelivered)
            }
        }
    }
}
