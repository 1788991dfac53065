import AMQP
import Testing

@Suite("Publishing to a real broker")
struct PublishTests {
    @Test("A confirmed message is in the queue, and comes out as it went in")
    func roundTrip() async throws {
        try await TestBroker.withQueue(arguments: [:]) { client, queue in
            var message = AMQPMessage(
                body: Array("hello".utf8), headers: ["attempt": 3, "why": "because"], contentType: "text/plain",
                messageID: "m-1", correlationID: "c-1", type: "greeting")
            message.timestamp = 1_700_000_000
            message.priority = 4
            message.appID = "tests"
            message.replyTo = "nobody"
            message.expiration = .seconds(3_600)
            message.contentEncoding = "identity"
            try await client.publish(message, exchange: "", routingKey: queue)
            #expect(try await client.messageCount(of: queue) == 1)
            let delivery = try #require(try await client.get(from: queue))
            #expect(delivery.message == message)
            #expect(delivery.routingKey == queue)
            #expect(delivery.exchange == "")
            #expect(!delivery.redelivered)
            try await delivery.ack()
            #expect(try await client.get(from: queue) == nil as AMQPDelivery?)
        }
    }
}

func == (left: AMQPDelivery?, right: AMQPDelivery?) -> Bool {
    left?.message == right?.message && left?.routingKey == right?.routingKey
}
