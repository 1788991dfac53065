import Foundation

/// A virtual host of a landscape's own on the broker, reached through the management plugin.
struct Broker: Sendable {
    /// A message as it stood in a queue.
    struct Message: Sendable {
        let routingKey: String
        let properties: JSON
        let payload: Data

        func header(_ name: String) -> JSON { properties["headers"][name] }
        func json() throws -> JSON { try JSON(parsing: payload) }
    }

    static let exchange = "landfall.events"
    /// Gets a copy of every event from before the first service starts.
    static let witness = "test.witness"

    let vhost: String
    private let address: TestServers.Address
    private let management: HTTPCaller

    static func make(on servers: TestServers) async throws -> Broker {
        let vhost = "landscape-" + UUID().uuidString.lowercased().prefix(13)
        let broker = Broker(servers, vhost: vhost)
        let permissions: JSON = ["configure": ".*", "write": ".*", "read": ".*"]
        try await broker.management.expect("PUT", "/api/vhosts/\(vhost)")
        try await broker.management.expect(
            "PUT", "/api/permissions/\(vhost)/\(servers.amqp.user.percentEncoded)", json: permissions)
        // The vhost's processes start in the background.
        _ = try await eventually("the virtual host's start") {
            try await broker.management.expect(
                "PUT", "/api/exchanges/\(vhost)/\(exchange)", json: ["type": "topic", "durable": true])
        }
        try await broker.bind(witness, to: "#")
        return broker
    }

    private init(_ servers: TestServers, vhost: String) {
        self.vhost = vhost
        address = servers.amqp
        management = HTTPCaller(
            base: servers.management.url.withoutCredentials, user: servers.management.user,
            password: servers.management.password)
    }

    func drop() async throws {
        try await management.expect("DELETE", "/api/vhosts/\(vhost)")
    }

    /// The address that a service uses.
    func url(port: UInt16) -> String {
        "amqp://\(address.user.percentEncoded):\(address.password.percentEncoded)@127.0.0.1:\(port)/\(vhost)"
    }

    var port: UInt16 { address.port }

    /// Declares a quorum queue and binds it to the events.
    func bind(_ queue: String, to key: String) async throws {
        let settings: JSON = ["durable": true, "arguments": ["x-queue-type": "quorum"]]
        try await management.expect("PUT", "/api/queues/\(vhost)/\(queue)", json: settings)
        let binding: JSON = ["routing_key": .string(key)]
        try await management.expect("POST", "/api/bindings/\(vhost)/e/\(Self.exchange)/q/\(queue)", json: binding)
    }

    /// Publishes to the exchange of the events.
    func publish(_ message: Message) async throws {
        try await publish(message, exchange: Self.exchange, routingKey: message.routingKey)
    }

    /// Puts a message into one queue.
    func put(_ message: Message, into queue: String) async throws {
        try await publish(message, exchange: "amq.default", routingKey: queue)
    }

    private func publish(_ message: Message, exchange: String, routingKey: String) async throws {
        var properties = message.properties.object ?? [:]
        properties["delivery_mode"] = 2
        let answer = try await management.expect(
            "POST", "/api/exchanges/\(vhost)/\(exchange)/publish",
            json: [
                "properties": .object(properties), "routing_key": .string(routingKey),
                "payload": .string(message.payload.base64EncodedString()), "payload_encoding": "base64",
            ])
        guard try answer.json()["routed"] == true else {
            throw HarnessError("a message to \(routingKey) reached no queue")
        }
    }

    /// Takes everything out of a queue.
    func drain(_ queue: String) async throws -> [Message] {
        try await get(queue, mode: "ack_requeue_false")
    }

    /// Looks at everything that is ready in a queue, and leaves it there.
    func peek(_ queue: String) async throws -> [Message] {
        try await get(queue, mode: "ack_requeue_true")
    }

    /// Takes so many at most out of a queue.
    func take(_ count: Int, from queue: String) async throws -> [Message] {
        try await get(queue, mode: "ack_requeue_false", atMost: count)
    }

    private func get(_ queue: String, mode: String, atMost count: Int = 100_000) async throws -> [Message] {
        let request: JSON = ["count": .integer(count), "ackmode": .string(mode), "encoding": "base64"]
        let answer = try await management.expect("POST", "/api/queues/\(vhost)/\(queue)/get", json: request)
        return try (try answer.json().array ?? []).map { message in
            guard let payload = Data(base64Encoded: message["payload"].string ?? "") else {
                throw HarnessError("a message of \(queue) can't be read")
            }
            return Message(
                routingKey: message["routing_key"].string ?? "", properties: message["properties"], payload: payload)
        }
    }

    /// What stands in each queue that is not empty, as far as the broker's statistics know; for people.
    func depths() async throws -> String {
        let queues = try await management.get("/api/queues/\(vhost)").array ?? []
        let lines = queues.compactMap { queue -> String? in
            guard let name = queue["name"].string, let ready = queue["messages_ready"].integer,
                let unacknowledged = queue["messages_unacknowledged"].integer, ready + unacknowledged > 0
            else { return nil }
            return "  \(name): \(ready) ready, \(unacknowledged) unacknowledged"
        }
        return lines.isEmpty ? "  all empty" : lines.joined(separator: "\n")
    }

    /// Whether the broker's statistics say that nothing is ready or unacknowledged in any queue but the witness and the
    /// dead-letter queues. They are some seconds old.
    func isIdle() async throws -> Bool { try await filled().isEmpty }

    /// The queues, but those of ``isIdle()``'s exceptions, in which something waits, with how much.
    func filled() async throws -> [String] {
        let queues = try await management.get("/api/queues/\(vhost)").array ?? []
        return queues.compactMap { queue in
            let (name, count) = (queue["name"].string ?? "", queue["messages"].integer)
            guard name != Self.witness, !name.hasSuffix(".dead"), count != 0 else { return nil }
            return "\(name) (\(count.map(String.init) ?? "?"))"
        }
    }
}

extension URL {
    /// The same address without the user and the password.
    var withoutCredentials: URL {
        var components = URLComponents(url: self, resolvingAgainstBaseURL: false)
        components?.user = nil
        components?.password = nil
        components?.path = ""
        return components?.url ?? self
    }
}
