/// What a subscriber to a channel gets to know.
public enum PostgresNotificationEvent: Sendable, Hashable {
    case notification(PostgresNotification)
    /// Notifications may have been missed up to here: look at the tables.
    ///
    /// Comes once when listening begins, again whenever the connection had to be made anew, and in place of what a slow
    /// reader let pile up.
    case mayHaveMissed
}

/// The notifications on one channel. For one reader.
///
/// Survives the loss of the connection; ends when the task is cancelled or the client is closed.
public struct PostgresNotifications: AsyncSequence, Sendable {
    public typealias Element = PostgresNotificationEvent
    public typealias Failure = Never

    private let guardian: Guardian

    init(_ subscription: NotificationSubscription, end: @escaping @Sendable () -> Void) {
        guardian = Guardian(subscription: subscription, end: end)
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(guardian: guardian) }

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let guardian: Guardian

        public mutating func next() async -> PostgresNotificationEvent? { await guardian.subscription.next() }

        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async -> PostgresNotificationEvent? {
            await guardian.subscription.next()
        }
    }

    /// Unsubscribes when neither the sequence nor its reader is left.
    fileprivate final class Guardian: Sendable {
        let subscription: NotificationSubscription
        let end: @Sendable () -> Void

        init(subscription: NotificationSubscription, end: @escaping @Sendable () -> Void) {
            self.subscription = subscription
            self.end = end
        }

        deinit { end() }
    }
}
