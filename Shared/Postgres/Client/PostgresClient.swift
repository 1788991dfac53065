public import Logging

/// A client for one PostgreSQL server, with a pool of connections.
///
/// Connections are made when they are needed, and again when they were lost. A thread that belongs to the client waits for
/// the server; a task's own thread does no more than to send, and no call blocks it. A client works from the
/// moment it is made; ``run()`` keeps it warm and gives it an orderly end.
public final class PostgresClient: Sendable {
    public let configuration: PostgresConfiguration
    let logger: Logger
    let engine: EngineThread
    let leases = LeaseCounter()

    public init(configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        self.engine = EngineThread(configuration: configuration, logger: logger)
    }

    /// The client's lifetime: returns when the task is cancelled and the client is closed.
    ///
    /// From the cancellation on no new work is taken; statements and transactions under way may finish within
    /// ``PostgresConfiguration/shutdownGrace``, and fail after it.
    public func run() async {
        let (engine, grace) = (engine, configuration.shutdownGrace)
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if !engine.post(.attend(continuation)) { continuation.resume() }
            }
        } onCancel: {
            _ = engine.post(.close(grace: grace))
        }
    }

    /// Carries out one statement on any connection, in a transaction of its own.
    ///
    /// If the task is cancelled, so is the statement. A statement that was carried out nevertheless returns its result.
    ///
    /// - Throws: ``PostgresError``. If its `outcomeUnknown` is set, the statement may have been carried out.
    @discardableResult
    public func query(_ statement: PostgresStatement) async throws(PostgresError) -> PostgresResult {
        try statement.check()
        let results = try await execute(.statements([statement]), lease: leases.next())
        return results[0]
    }

    /// Carries out statements in one round trip and in one transaction: all of them or none.
    ///
    /// - Throws: ``PostgresError`` of the statement that failed. If its `outcomeUnknown` is set, they may have been carried
    ///   out.
    @discardableResult
    public func pipeline(_ statements: [PostgresStatement]) async throws(PostgresError) -> [PostgresResult] {
        for statement in statements { try statement.check() }
        if statements.isEmpty { return [] }
        return try await execute(.statements(statements), lease: leases.next())
    }

    /// Subscribes to a channel of NOTIFY, on a connection that serves all subscriptions of this client.
    ///
    /// - Throws: ``PostgresError`` with code `configuration` if the channel's name can't be one.
    public func notifications(on channel: String) throws(PostgresError) -> PostgresNotifications {
        guard !channel.isEmpty, channel.utf8.count <= SQLIdentifier.maximumBytes, !channel.utf8.contains(0) else {
            throw PostgresError(
                .configuration, "a channel's name has 1 to \(SQLIdentifier.maximumBytes) bytes, none of them zero")
        }
        let subscription = NotificationSubscription(channel: channel)
        let engine = engine
        if !engine.post(.subscribe(subscription)) { subscription.finish() }
        return PostgresNotifications(subscription) { _ = engine.post(.unsubscribe(subscription)) }
    }
}
