extension AMQPClient {
    /// Declares exchanges, queues and bindings now. Unlike the client's own topology they are not declared again after
    /// a reconnect.
    ///
    /// - Throws: `preconditionFailed` when something exists with other settings, `notFound` for a binding to what does
    ///   not exist, `accessRefused`, `resourceLocked`, or a failure of the connection. The client goes on either way.
    public func declare(_ topology: AMQPTopology) async throws(AMQPError) {
        try topology.validate(headerLimit: Self.headerLimit)
        _ = try await request(topology.methods)
    }

    /// Takes one message out of a queue, to be settled like a delivery; `nil` when the queue is empty. For tools: a
    /// consumer is far cheaper.
    public func get(from queue: String) async throws(AMQPError) -> AMQPDelivery? {
        try AMQPName.validate(queue, of: "the queue's name")
        if case .delivery(let delivery) = try await request([.get(queue: queue)], .fetch) { return delivery }
        return nil
    }

    /// How many messages stand ready in a queue, apart from those that are with consumers.
    ///
    /// - Throws: `notFound` when there is no such queue.
    public func messageCount(of queue: String) async throws(AMQPError) -> Int {
        try await count(.checkQueue(queue), queue)
    }

    /// Removes the messages that stand ready in a queue.
    ///
    /// - Returns: how many there were.
    @discardableResult
    public func purge(queue: String) async throws(AMQPError) -> Int { try await count(.purge(queue: queue), queue) }

    /// Deletes a queue with all that is in it. One that does not exist is no error.
    ///
    /// - Returns: how many messages were in it.
    @discardableResult
    public func delete(queue: String) async throws(AMQPError) -> Int { try await count(.deleteQueue(queue), queue) }

    private func count(_ method: BrokerMethod, _ queue: String) async throws(AMQPError) -> Int {
        try AMQPName.validate(queue, of: "the queue's name")
        if case .count(let count) = try await request([method]) { return count }
        return 0
    }

    private func request(
        _ methods: [BrokerMethod], _ purpose: BrokerRequest.Purpose = .declaration
    ) async throws(AMQPError) -> RequestResult {
        try await waitForStart()
        let call = PendingRequest(
            BrokerRequest(methods: methods, purpose: purpose), deadline: .now + configuration.replyTimeout)
        return try await call.perform { mailbox.post(.request(call)) }
    }
}
