/// What other threads tell the event loop.
enum EngineMessage: Sendable {
    case execute(Request)
    case cancel(LeaseID, RequestToken)
    /// The hosts' names were looked up.
    case resolved(ConnectionID, Result<ConnectionParameters, PostgresError>)
    case cancellationDelivered(ConnectionID)
    case subscribe(NotificationSubscription)
    case unsubscribe(NotificationSubscription)
    /// Opens the connections that are to be kept, and reports the end of the event loop.
    case attend(CheckedContinuation<Void, Never>)
    case close(grace: Duration)
}
