import Synchronization

/// How a delivery ended.
enum SettlementOutcome: Sendable, Hashable {
    case acknowledged
    case requeued
    case rejected
}

/// Makes sure that a delivery is settled at most once, and on the very channel that brought it: a tag means another
/// message on another channel.
final class DeliverySettlement: Sendable {
    private let tag: UInt64
    private let channel: ChannelLife
    private let mailbox: Mailbox
    private let settled = Atomic<Bool>(false)

    init(tag: UInt64, channel: ChannelLife, mailbox: Mailbox) {
        self.tag = tag
        self.channel = channel
        self.mailbox = mailbox
    }

    var isPossible: Bool { channel.isOpen && !settled.load(ordering: .relaxed) }

    func settle(_ outcome: SettlementOutcome) throws(AMQPError) {
        guard !settled.exchange(true, ordering: .relaxed) else {
            throw AMQPError(.alreadySettled, "the delivery was settled before")
        }
        guard channel.isOpen, mailbox.post(.settle(channel, tag: tag, outcome: outcome)) else {
            throw AMQPError(
                .deliveryLost, "the channel that brought the delivery is gone; the broker delivers the message again")
        }
    }
}

/// One opening of one channel: a number is used again, this is not.
final class ChannelLife: Sendable {
    let number: UInt16
    private let open = Atomic<Bool>(true)

    init(number: UInt16) { self.number = number }

    var isOpen: Bool { open.load(ordering: .acquiring) }
    func end() { open.store(false, ordering: .releasing) }
}
