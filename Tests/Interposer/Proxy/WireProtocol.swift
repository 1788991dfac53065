/// What a service and a peer speak with each other.
public struct WireProtocol: Sendable {
    let conversation: @Sendable () -> any Conversation

    /// AMQP 0-9-1 without TLS.
    public static let amqp = WireProtocol { AMQPConversation() }

    /// PostgreSQL's protocol 3.0 without TLS (`sslmode=disable`).
    public static let postgres = WireProtocol { PostgresConversation() }

    /// HTTP/1.1 without TLS. The peer's name stands in the names of the steps.
    public static func http(_ peer: String) -> WireProtocol {
        WireProtocol { HTTPConversation(peer: peer) }
    }
}
