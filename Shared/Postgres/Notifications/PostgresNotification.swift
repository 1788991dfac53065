/// What somebody sent with NOTIFY.
public struct PostgresNotification: Sendable, Hashable {
    public let channel: String
    public let payload: String
    /// The process id of the server process that sent it.
    public let backend: Int32
}
