/// What the broker says, decoded and copied out of the library's memory.
struct BrokerEvent: Sendable {
    var channel: UInt16
    var kind: Kind

    enum Kind: Sendable {
        case channelOpened
        case channelClosed(AMQPError)
        case channelCloseConfirmed
        case confirmsSelected
        case prefetchLimited
        case consuming
        case consumerCancelled
        case delivered(ReceivedMessage)
        /// To a request on a request channel.
        case reply(BrokerReply)
        case acknowledged(tag: UInt64, multiple: Bool)
        case refused(tag: UInt64, multiple: Bool)
        case returned(ReturnedMessage)
        case blocked(reason: String)
        case unblocked
        case connectionClosed(AMQPError)
        /// Something that this client has no use for.
        case ignored
    }
}

/// The broker's answer to a request.
enum BrokerReply: Sendable {
    case done
    /// Messages in a queue that was declared, checked, purged or deleted.
    case count(Int)
    /// `nil`: the queue is empty.
    case message(ReceivedMessage?)
}

/// A message with what the broker says about its way here.
struct ReceivedMessage: Sendable {
    var tag: UInt64
    var redelivered: Bool
    var exchange: String
    var routingKey: String
    var message: AMQPMessage
}

/// The broker's word that a mandatory message fits no queue.
struct ReturnedMessage: Sendable {
    /// Which publish of the channel it was.
    var sequence: UInt64?
    var replyCode: Int
    var replyText: String
}
