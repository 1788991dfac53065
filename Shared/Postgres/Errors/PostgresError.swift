/// What went wrong in talking to PostgreSQL.
///
/// `description` is safe to log: it holds the statement's text at most, never a parameter's value. The server's own detail
/// and hint, which may quote values, are in ``server`` and in `debugDescription`.
public struct PostgresError: Error, Sendable {
    /// The kind of failure. More kinds may be added; compare with `==`, and keep a default branch.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private let name: String

        private init(_ name: String) { self.name = name }

        public var description: String { name }

        /// The server refused the statement; ``PostgresError/sqlState`` says why.
        public static let server = Code("server")
        /// The connection broke while a statement was under way, or while a transaction held it.
        public static let connectionLost = Code("connection lost")
        /// No connection could be made.
        public static let connectFailed = Code("connect failed")
        /// All connections are in use and as many callers as allowed are waiting already.
        public static let poolExhausted = Code("pool exhausted")
        /// A time limit passed: waiting for a connection, or for a statement.
        public static let timeout = Code("timeout")
        /// The task was cancelled.
        public static let cancelled = Code("cancelled")
        /// A value in a result isn't what the caller asked for.
        public static let decoding = Code("decoding")
        /// A value can't be sent as a parameter.
        public static let encoding = Code("encoding")
        /// The configuration can't work as it is.
        public static let configuration = Code("configuration")
        /// The transaction was rolled back by the server where a commit was asked for: a statement had failed in it.
        public static let transactionAborted = Code("transaction aborted")
        /// A migration that was applied earlier differs from the one given now, or is missing.
        public static let migration = Code("migration")
        /// The client uses something that this library does not do, such as COPY.
        public static let unsupported = Code("unsupported")
        /// The client was closed.
        public static let closed = Code("closed")
    }

    public let code: Code
    /// One sentence, safe to log.
    public let message: String
    /// What the server reported, if it reported something.
    public let server: ServerReport?
    /// The text of the statement, with `$1`, `$2`, … where values were bound.
    public internal(set) var query: String?
    /// Whether what was asked may have been carried out although no answer arrived: look before you repeat.
    public internal(set) var outcomeUnknown: Bool

    init(
        _ code: Code, _ message: String, server: ServerReport? = nil, query: String? = nil, outcomeUnknown: Bool = false
    ) {
        self.code = code
        self.message = message
        self.server = server
        self.query = query
        self.outcomeUnknown = outcomeUnknown
    }

    /// The server's error code, if the error came from the server.
    public var sqlState: SQLState? { server?.sqlState }
    /// The constraint that was violated.
    public var constraint: String? { server?.constraint }
    /// The table that the error is about.
    public var table: String? { server?.table }
    /// The column that the error is about. Decoding errors name the column in their message.
    public var column: String? { server?.column }

    /// Whether the same work, repeated as it is a little later, may succeed, and repeating it is safe.
    ///
    /// False where the outcome is unknown: whether to repeat is then the caller's decision.
    public var isRetriable: Bool {
        if outcomeUnknown { return false }
        switch code {
        case .connectionLost, .poolExhausted: return true
        case .connectFailed: return sqlState.map { !Self.isPermanent($0) } ?? true
        case .server:
            return switch sqlState {
            case .serializationFailure, .deadlockDetected, .tooManyConnections, .lockNotAvailable, .adminShutdown,
                .crashShutdown, .cannotConnectNow:
                true
            default: false
            }
        default: return false
        }
    }

    /// Whether connecting again can't help: bad credentials, no such database, a parameter that the server does not know.
    static func isPermanent(_ state: SQLState) -> Bool {
        ["28", "3D", "22", "42"].contains(String(state.errorClass))
    }

    func with(query: String?) -> PostgresError {
        var copy = self
        if copy.query == nil { copy.query = query }
        return copy
    }

    func with(outcomeUnknown: Bool) -> PostgresError {
        var copy = self
        copy.outcomeUnknown = outcomeUnknown
        return copy
    }
}

extension PostgresError: CustomStringConvertible {
    public var description: String {
        var text = "\(code): \(message)"
        if let sqlState { text += " (SQLSTATE \(sqlState))" }
        if let constraint { text += ", constraint \(constraint)" }
        if let table { text += ", table \(table)" }
        if let column { text += ", column \(column)" }
        if outcomeUnknown { text += "; it may have been carried out all the same" }
        if let query { text += " [\(query)]" }
        return text
    }
}

extension PostgresError: CustomDebugStringConvertible {
    /// Complete, with what the server said word for word: may quote values.
    public var debugDescription: String {
        guard let server else { return description }
        return description + " " + String(reflecting: server)
    }
}
