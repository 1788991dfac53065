import AMQP
import Domain
import Fleet
import Foundation
import HTTP
import HTTPTypes
import TestSupport

/// A virtual host of a test's own on the broker, with Landfall's exchange, and a queue that gets every event once it is bound.
struct OwnBroker {
    static let witness = "test.witness"

    private let vhost: String
    private let management: URLComponents
    private let http: HTTPClient

    struct Refused: Error, CustomStringConvertible {
        let description: String
    }

    static func with(_ body: (OwnBroker) async throws -> Void) async throws {
        let log = LogCapture()
        let http = try HTTPClient(logger: log.logger)
        guard let management = URLComponents(string: try TestEnvironment.value("LANDFALL_TEST_MANAGEMENT_URL")) else {
            throw NeverHappened(what: "an address of the broker's management")
        }
        let broker = OwnBroker(
            vhost: "test-\(UUID().uuidString.lowercased().prefix(13))", management: management, http: http)
        let result: Result<Void, any Error>
        do {
            _ = try await broker.call(.put, "vhosts/\(broker.vhost)")
            _ = try await broker.call(
                .put, "permissions/\(broker.vhost)/\(management.user ?? "")",
                ["configure": ".*", "write": ".*", "read": ".*"])
            // Its processes start in the background.
            try await waitUntil("the virtual host is up") {
                let answer = try? await broker.call(
                    .put, "exchanges/\(broker.vhost)/\(LandfallTopology.exchange)", ["type": "topic", "durable": true])
                return answer != nil
            }
            _ = try await broker.call(
                .put, "queues/\(broker.vhost)/\(Self.witness)",
                ["durable": true, "arguments": ["x-queue-type": "quorum"]])
            result = .success(try await body(broker))
        } catch {
            result = .failure(error)
        }
        _ = try? await broker.call(.delete, "vhosts/\(broker.vhost)")
        await http.shutdown()
        try result.get()
    }

    /// From now on the witness gets every event.
    func bind() async throws {
        _ = try await call(
            .post, "bindings/\(vhost)/e/\(LandfallTopology.exchange)/q/\(Self.witness)", ["routing_key": "#"])
    }

    /// The events that the broker has, in the order in which it took them.
    func events() async throws -> [Event] {
        let answer = try await call(
            .post, "queues/\(vhost)/\(Self.witness)/get",
            ["count": 10_000, "ackmode": "ack_requeue_true", "encoding": "base64"])
        let messages = try JSONSerialization.jsonObject(with: Data(answer)) as? [[String: Any]] ?? []
        return try messages.map { message in
            guard let payload = Data(base64Encoded: message["payload"] as? String ?? "") else {
                throw Refused(description: "a message can't be read")
            }
            return try EventCoding.decode(Array(payload))
        }
    }

    /// The broker's own port.
    static func port() throws -> UInt16 {
        let address = try AMQPConfiguration(url: TestEnvironment.value("LANDFALL_TEST_AMQP_URL")).endpoints[0]
        return UInt16(address.port)
    }

    /// Runs `body` with a publisher that states facts as Ingest does.
    ///
    /// - Parameter port: that of something that stands between it and the broker.
    func withPublisher(
        port: UInt16? = nil, timeout: Duration = .seconds(20), _ body: (EventPublisher) async throws -> Void
    ) async throws {
        var configuration = try AMQPConfiguration(url: TestEnvironment.value("LANDFALL_TEST_AMQP_URL"))
        configuration.virtualHost = vhost
        configuration.publishTimeout = timeout
        configuration.drainTimeout = .milliseconds(100)
        if let port { configuration.endpoints = [AMQPEndpoint(host: "127.0.0.1", port: Int(port))] }
        let client = AMQPClient(configuration: configuration, logger: LogCapture().logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            try await body(
                EventPublisher(
                    client: client, identity: ServiceIdentity(name: .ingest, instance: "test"), now: { Samples.at }))
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    private func call(_ method: HTTPRequest.Method, _ path: String, _ json: [String: Any]? = nil) async throws
        -> [UInt8]
    {
        let credentials = Data("\(management.user ?? ""):\(management.password ?? "")".utf8).base64EncodedString()
        let body = try json.map { try JSONSerialization.data(withJSONObject: $0) } ?? Data("{}".utf8)
        let response = try await http.execute(
            HTTPClientRequest(
                method: method, url: "http://127.0.0.1:\(management.port ?? 15672)/api/\(path)",
                headerFields: [.authorization: "Basic \(credentials)", .contentType: "application/json"],
                body: Array(body)))
        guard (200..<300).contains(response.status.code) else {
            throw Refused(description: "\(method) \(path): \(response.status.code)")
        }
        return response.body
    }
}
