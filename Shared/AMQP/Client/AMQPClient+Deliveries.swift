extension AMQPClient {
    /// Consumes a queue for as long as `body` runs.
    ///
    /// When the connection breaks, the consumer is set up again on the next one. When `body` returns or throws, the
    /// consumer is ended before this returns, and the broker puts what was delivered and not settled back into the queue.
    ///
    /// - Parameters:
    ///   - prefetch: how many deliveries the broker may hand over without a settlement, 1 to 65,535.
    ///   - tag: the consumer's name at the broker; `nil`: one is made up.
    /// - Throws: what `body` throws; iterating throws when the queue can't be consumed (see `AMQPDeliveries`).
    public func withDeliveries<Result>(
        from queue: String, prefetch: Int, tag: String? = nil,
        _ body: (AMQPDeliveries) async throws -> Result
    ) async throws -> Result {
        try AMQPName.validate(queue, of: "the queue's name")
        let tag = tag ?? "\(configuration.connectionName)-\(UInt64.random(in: .min ... .max))"
        try AMQPName.validate(tag, of: "the consumer's tag")
        guard let prefetch = UInt16(exactly: prefetch), prefetch > 0 else {
            throw AMQPError(.invalidMessage, "the prefetch must be from 1 to 65535")
        }
        try await waitForStart()
        let subscription = Subscription(queue: queue, prefetch: prefetch, tag: tag)
        guard mailbox.post(.subscribe(subscription)) else {
            throw AMQPError(.stopped, "the client has been stopped")
        }
        do {
            let result = try await body(AMQPDeliveries(buffer: subscription.buffer))
            await unsubscribe(subscription)
            return result
        } catch {
            await unsubscribe(subscription)
            throw error
        }
    }

    private func unsubscribe(_ subscription: Subscription) async {
        subscription.buffer.finish()
        let call = PendingUnsubscribe(subscription, deadline: .now + configuration.replyTimeout)
        // The only failure is that the client has stopped, and then the consumer has ended.
        try? await call.performRegardlessOfCancellation { mailbox.post(.unsubscribe(call)) }
    }
}
