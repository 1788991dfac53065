/// What went wrong between this client and the broker.
///
/// `description` is safe to log: it holds no password and no content of a message.
public struct AMQPError: Error, Sendable {
    /// What kind of failure it was.
    public let code: Code
    /// A sentence for people.
    public let message: String
    /// For a publish: whether the broker may have taken the message all the same. `false` is a proof that it has not.
    public let mayHaveArrived: Bool
    /// The broker's reply code (AMQP 0-9-1, for example 404), when it gave one.
    public let brokerReplyCode: Int?
    /// librabbitmq's status (`amqp_status_enum`), when the failure came from there.
    public let libraryStatus: Int?

    init(
        _ code: Code, _ message: String, mayHaveArrived: Bool = false, brokerReplyCode: Int? = nil,
        libraryStatus: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.mayHaveArrived = mayHaveArrived
        self.brokerReplyCode = brokerReplyCode
        self.libraryStatus = libraryStatus
    }

    /// Whether the same call can succeed later without anybody changing a configuration or the message.
    public var isRetriable: Bool {
        switch code {
        case .notConnected, .connectionFailed, .connectionLost, .timeout, .rejectedByBroker, .deliveryLost,
            .resourceLocked, .channelClosed:
            true
        default:
            false
        }
    }

    func withPossibleArrival() -> AMQPError {
        AMQPError(
            code, message, mayHaveArrived: true, brokerReplyCode: brokerReplyCode, libraryStatus: libraryStatus)
    }
}

extension AMQPError {
    /// The kinds of failure. A struct, so that a new kind breaks nobody's `switch`.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        public let description: String

        private init(_ description: String) { self.description = description }

        /// The URL or another configured value can't be used.
        public static let invalidConfiguration = Code("invalidConfiguration")
        /// No connection came about in time. Nothing was sent.
        public static let notConnected = Code("notConnected")
        /// The broker can't be reached.
        public static let connectionFailed = Code("connectionFailed")
        /// The TLS handshake failed, or the broker's certificate is not to be trusted.
        public static let tlsFailed = Code("tlsFailed")
        /// The broker refused the user name or password (403 while logging in).
        public static let authenticationFailed = Code("authenticationFailed")
        /// The connection broke off while the call was under way.
        public static let connectionLost = Code("connectionLost")
        /// An answer did not come in time.
        public static let timeout = Code("timeout")
        /// The message is in no queue: no binding of the exchange matches (312). Nothing was stored.
        public static let unroutable = Code("unroutable")
        /// The broker refused responsibility for the message (`basic.nack`), for example because a queue is full.
        public static let rejectedByBroker = Code("rejectedByBroker")
        /// The message can't be sent as it is: too large, or a property or table that AMQP can't express.
        public static let invalidMessage = Code("invalidMessage")
        /// The user may not do this (403).
        public static let accessRefused = Code("accessRefused")
        /// The queue or exchange does not exist (404).
        public static let notFound = Code("notFound")
        /// Somebody else holds the queue exclusively (405).
        public static let resourceLocked = Code("resourceLocked")
        /// It exists with other settings, or a condition for the call is not met (406).
        public static let preconditionFailed = Code("preconditionFailed")
        /// The broker closed the channel for another reason; see `brokerReplyCode`.
        public static let channelClosed = Code("channelClosed")
        /// The broker cancelled the consumer, and it could not be taken up again.
        public static let consumerCancelled = Code("consumerCancelled")
        /// The channel that brought this delivery is gone. The broker delivers the message again.
        public static let deliveryLost = Code("deliveryLost")
        /// The delivery was acknowledged or rejected before.
        public static let alreadySettled = Code("alreadySettled")
        /// The task was cancelled.
        public static let cancelled = Code("cancelled")
        /// The client has been stopped, or `run()` was called twice.
        public static let stopped = Code("stopped")
        /// The other side does not speak AMQP 0-9-1 as it should.
        public static let protocolViolation = Code("protocolViolation")
    }
}

extension AMQPError: CustomStringConvertible {
    public var description: String {
        var text = "\(code): \(message)"
        if let brokerReplyCode { text += " (broker reply \(brokerReplyCode))" }
        if let libraryStatus { text += " (librabbitmq \(libraryStatus))" }
        if mayHaveArrived { text += " (the message may have arrived)" }
        return text
    }
}

extension AMQPError {
    /// The error for a channel or connection that the broker closed with a reply code.
    /// Reply codes: https://www.rabbitmq.com/amqp-0-9-1-reference.html#constants
    static func broker(replyCode: Int, text: String, connection: Bool = false) -> AMQPError {
        let code: Code =
            switch replyCode {
            case 403: .accessRefused
            case 404: .notFound
            case 405: .resourceLocked
            case 406: .preconditionFailed
            case 501, 502, 503, 504, 505: .protocolViolation
            default: connection ? .connectionLost : .channelClosed
            }
        return AMQPError(
            code, "the broker closed the \(connection ? "connection" : "channel"): \(text)",
            brokerReplyCode: replyCode)
    }
}
