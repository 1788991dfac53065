/// What the client says to the broker on a channel, apart from publishing.
enum BrokerMethod: Sendable, Hashable {
    case openChannel
    case closeChannel
    case confirmCloseOfChannel
    case confirmCloseOfConnection
    case selectConfirms
    case limitPrefetch(UInt16)
    case consume(queue: String, tag: String)
    case declareExchange(AMQPTopology.Exchange)
    case checkExchange(String)
    case declareQueue(AMQPTopology.Queue)
    case checkQueue(String)
    case bind(AMQPTopology.Binding)
    case get(queue: String)
    case purge(queue: String)
    case deleteQueue(String)
    case acknowledge(tag: UInt64, upTo: Bool)
    case reject(tag: UInt64, requeue: Bool)

    /// Whether the broker answers, so that silence is a fault.
    var expectsReply: Bool {
        switch self {
        case .acknowledge, .reject, .confirmCloseOfChannel, .confirmCloseOfConnection: false
        default: true
        }
    }
}
