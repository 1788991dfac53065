/// What is published and delivered: bytes, and what is said about them.
public struct AMQPMessage: Sendable, Hashable {
    /// Whether the broker keeps the message on disk.
    public enum DeliveryMode: UInt8, Sendable {
        case transient = 1
        case persistent = 2
    }

    public var body: [UInt8]
    public var headers: AMQPTable
    public var deliveryMode: DeliveryMode
    /// A MIME type.
    public var contentType: String?
    public var contentEncoding: String?
    public var messageID: String?
    public var correlationID: String?
    /// The application's name for the kind of message.
    public var type: String?
    public var appID: String?
    public var replyTo: String?
    /// The broker refuses a publish whose user is not the connection's own.
    public var userID: String?
    /// 0 to 255; the broker looks at it only in queues declared with `x-max-priority`.
    public var priority: UInt8?
    /// Seconds since 1970 (UTC).
    public var timestamp: UInt64?
    /// How long the message may stay in a queue. Sent in whole milliseconds.
    public var expiration: Duration?

    public init(
        body: [UInt8], headers: AMQPTable = AMQPTable(), deliveryMode: DeliveryMode = .persistent,
        contentType: String? = nil, messageID: String? = nil, correlationID: String? = nil, type: String? = nil
    ) {
        self.body = body
        self.headers = headers
        self.deliveryMode = deliveryMode
        self.contentType = contentType
        self.messageID = messageID
        self.correlationID = correlationID
        self.type = type
    }
}

extension AMQPMessage {
    /// Refuses what AMQP can't carry, before anything is sent.
    ///
    /// - Parameter headerLimit: the bytes that the properties may take: they must fit into one frame.
    func validate(maximumBodySize: Int, headerLimit: Int) throws(AMQPError) {
        guard body.count <= maximumBodySize else {
            throw AMQPError(
                .invalidMessage, "the body has \(body.count) bytes, and the limit is \(maximumBodySize) bytes")
        }
        var size = try headers.encodedByteCount() + 32
        let strings = [
            contentType, contentEncoding, messageID, correlationID, type, appID, replyTo, userID,
        ]
        for case let string? in strings {
            try AMQPName.validate(string, of: "a property")
            size += string.utf8.count + 1
        }
        guard size <= headerLimit else {
            throw AMQPError(.invalidMessage, "properties and headers take \(size) bytes, the limit is \(headerLimit)")
        }
        if let expiration, expiration < .zero {
            throw AMQPError(.invalidMessage, "the expiration is negative")
        }
    }
}

/// Names travel as "short strings".
enum AMQPName {
    static let maximumLength = 255

    static func validate(_ name: String, of what: String) throws(AMQPError) {
        guard name.utf8.count <= maximumLength else {
            throw AMQPError(.invalidMessage, "\(what) is longer than \(maximumLength) bytes")
        }
    }
}
