/// The use of a connection by one caller: for one statement, or for a transaction.
struct Lease {
    let isTransaction: Bool
    /// What waits for its turn; one request at a time is on the connection.
    var requests: [Request] = []
    var connection: ConnectionID?
    var isRunning = false
    var hasBegun = false
    /// Why the transaction can't go on. It stays so until the caller has ended it: a statement that came later must not open
    /// a second transaction in its place.
    var failure: PostgresError?
}
