/// A subscription on the connection that there is now.
struct Consumer {
    let subscription: Subscription
    var channel: ConsumerChannel
    /// While deliveries may come and be settled.
    var life: ChannelLife?
    var settlements = SettlementBatch()
    var retryAt: ContinuousClock.Instant?
    /// Who waits for the channel to be closed.
    var unsubscribe: PendingUnsubscribe?

    init(_ subscription: Subscription) {
        self.subscription = subscription
        channel = ConsumerChannel(
            queue: subscription.queue, prefetch: subscription.prefetch, tag: subscription.tag)
    }

    /// Deliveries that nobody has taken come again, and those that somebody has can't be settled any more.
    mutating func loseDeliveries() {
        life?.end()
        life = nil
        settlements = SettlementBatch()
        subscription.buffer.discardAll()
    }
}
