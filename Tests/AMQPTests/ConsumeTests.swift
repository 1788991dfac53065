import AMQP
import Testing

@Suite("Consuming from a real broker")
struct ConsumeTests {
    @Test("Deliveries come in order, and acknowledged ones do not come again")
    func consumeAndAcknowledge() async throws {
        try await TestBroker.withQueue { client, queue in
            for number in 0..<50 {
                try await client.publish(AMQPMessage(body: [UInt8(number)]), exchange: "", routingKey: queue)
            }
            let bodies = try await client.withDeliveries(from: queue, prefetch: 10) { deliveries in
                var bodies: [UInt8] = []
                for try await delivery in deliveries {
                    bodies += delivery.message.body
                    try await delivery.ack()
                    if bodies.count == 50 { break }
                }
                return bodies
            }
            #expect(bodies == Array(0..<50))
            #expect(try await client.messageCount(of: queue) == 0)
        }
    }
}
