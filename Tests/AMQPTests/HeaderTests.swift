import AMQP
import Testing

@Suite("Headers, both ways", .timeLimit(.minutes(5)))
struct HeaderTests {
    private static func value(_ random: inout SeededRandom, depth: Int) -> AMQPValue {
        func text() -> String {
            let alphabet = Array("abc äß 漢字 🛰 \u{0} \"'")
            return String(
                (0..<Int.random(in: 0...12, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
        }
        switch Int.random(in: 0...(depth > 0 ? 16 : 14), using: &random) {
        case 0: return .bool(Bool.random(using: &random))
        case 1: return .int8(.random(in: .min ... .max, using: &random))
        case 2: return .uint8(.random(in: .min ... .max, using: &random))
        case 3: return .int16(.random(in: .min ... .max, using: &random))
        case 4: return .uint16(.random(in: .min ... .max, using: &random))
        case 5: return .int32(.random(in: .min ... .max, using: &random))
        case 6: return .uint32(.random(in: .min ... .max, using: &random))
        case 7: return .int64(.random(in: .min ... .max, using: &random))
        case 8: return .float(.random(in: -1e6...1e6, using: &random))
        case 9: return .double(.random(in: -1e300...1e300, using: &random))
        case 10:
            return .decimal(
                scale: .random(in: 0...9, using: &random), value: .random(in: 0 ... .max, using: &random))
        case 11: return .string(text())
        case 12:
            return .bytes(
                (0..<Int.random(in: 0...20, using: &random)).map { _ in .random(in: .min ... .max, using: &random) })
        case 13: return .timestamp(.random(in: 0...(1 << 40), using: &random))
        case 14: return .void
        case 15:
            return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(&random, depth: depth - 1) })
        default: return .table(table(&random, depth: depth - 1))
        }
    }

    private static func table(_ random: inout SeededRandom, depth: Int) -> AMQPTable {
        AMQPTable((0..<Int.random(in: 0...6, using: &random)).map { ("field \($0) ü", value(&random, depth: depth)) })
    }

    @Test("Every table comes back from the broker as it was sent")
    func roundTrip() async throws {
        // A quorum queue adds x-delivery-count; a classic one adds nothing.
        try await TestBroker.withQueue(arguments: [:]) { client, queue in
            for seed in 0..<200 {
                var random = SeededRandom(seed: UInt64(seed))
                let headers = Self.table(&random, depth: 3)
                try await client.publish(AMQPMessage(body: [], headers: headers), exchange: "", routingKey: queue)
                let delivery = try #require(try await client.get(from: queue))
                #expect(delivery.message.headers == headers, "seed \(seed)")
                try await delivery.ack()
            }
        }
    }

    @Test("A dead-lettered message tells its story in x-death")
    func deadLetter() async throws {
        let dead = TestBroker.uniqueName("dead")
        let arguments: AMQPTable = [
            "x-queue-type": "quorum", "x-dead-letter-exchange": "", "x-dead-letter-routing-key": .string(dead),
        ]
        try await TestBroker.withQueue(arguments: arguments) { client, queue in
            try await client.declare(AMQPTopology(queues: [.init(name: dead)]))
            try await client.publish(
                AMQPMessage(body: [7], headers: ["kept": "yes"]), exchange: "", routingKey: queue)
            try await client.withDeliveries(from: queue, prefetch: 1) { deliveries in
                for try await delivery in deliveries {
                    try await delivery.reject(requeue: false)
                    break
                }
            }
            try await eventually("the message is dead-lettered") { try await client.messageCount(of: dead) == 1 }
            let delivery = try #require(try await client.get(from: dead))
            #expect(delivery.message.body == [7])
            #expect(delivery.message.headers["kept"]?.string == "yes")
            let death = try #require(delivery.message.headers["x-death"]?.array?.first?.table)
            #expect(death["reason"]?.string == "rejected")
            #expect(death["queue"]?.string == queue)
            #expect(death["count"]?.integer == 1)
            #expect(death["time"]?.timestamp != nil)
            #expect(death["routing-keys"]?.array?.first?.string == queue)
            try await delivery.ack()
            try await client.delete(queue: dead)
        }
    }
}
