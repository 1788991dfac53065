/// How much of what other transactions do a transaction gets to see.
///
/// Source: <https://www.postgresql.org/docs/15/transaction-iso.html>
public enum IsolationLevel: String, Sendable, CaseIterable {
    /// Each statement sees what was committed before it began.
    case readCommitted = "READ COMMITTED"
    /// All statements see what was committed before the first of them began.
    case repeatableRead = "REPEATABLE READ"
    /// The outcome is that of some order in which the transactions run one after the other.
    case serializable = "SERIALIZABLE"
}
