import Foundation
import HTTP

/// Landfall's events on the broker, as somebody hears them who may bind a queue of his own.
struct EventTap: Sendable {
    private let broker: JSONEndpoint
    private static let queue = "demo.events"

    /// - Throws: If the broker's password can't be read.
    init(settings: DemoSettings, passwordFile: String, client: HTTPClient) throws(DemoFailure) {
        var broker = JSONEndpoint(name: "RabbitMQ's management", base: settings.managementURL, client: client)
        let credentials = "landfall:" + (try secret(in: passwordFile))
        broker.authorization = "Basic " + Data(credentials.utf8).base64EncodedString()
        self.broker = broker
    }

    /// Keeps the events of this type from now on, until they are taken, or for ten minutes.
    func open(_ type: String) async throws {
        struct Queue: Encodable {
            let durable = true
            let arguments = ["x-expires": 600_000]
        }
        try await close()
        try await broker.put("/api/queues/%2F/\(Self.queue)", Queue())
        try await broker.post("/api/bindings/%2F/e/landfall.events/q/\(Self.queue)", ["routing_key": type])
    }

    /// Takes what has been kept, in order.
    func take() async throws -> [StatedEvent] {
        struct Wish: Encodable {
            let count = 1000
            let ackmode = "ack_requeue_false"
            let encoding = "auto"
        }
        struct Message: Decodable {
            let payload: String
        }
        let data = try await broker.post("/api/queues/%2F/\(Self.queue)/get", Wish())
        return try JSONDecoder().decode([Message].self, from: data).map {
            try JSONDecoder().decode(StatedEvent.self, from: Data($0.payload.utf8))
        }
    }

    func close() async throws {
        struct Queue: Decodable {
            let name: String
        }
        let queues: [Queue] = try await broker.get("/api/queues/%2F")
        guard queues.contains(where: { $0.name == Self.queue }) else { return }
        try await broker.delete("/api/queues/%2F/\(Self.queue)")
    }
}

/// As much of an event as the stories look at.
struct StatedEvent: Decodable, Hashable, Sendable {
    /// Who stated it.
    struct Origin: Decodable, Hashable, Sendable {
        /// Which of a service's instances: "host:process".
        let instance: String

        var process: Int32? { instance.split(separator: ":").last.flatMap { Int32($0) } }
    }

    let type: String
    let ritm: String
    let by: Origin
}
