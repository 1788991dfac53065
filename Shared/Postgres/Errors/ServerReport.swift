/// An error as the server reported it, field by field.
///
/// The texts are the server's own and may quote values from the statement or from tables: not for logs.
public final class ServerReport: Sendable {
    /// `ERROR`, `FATAL` or `PANIC`.
    public let severity: String
    public let sqlState: SQLState
    public let message: String
    public let detail: String?
    public let hint: String?
    /// Where in the statement's text the error is, in characters from 1.
    public let position: Int?
    public let schema: String?
    public let table: String?
    public let column: String?
    public let constraint: String?
    /// The function in the server's source that reported the error.
    let routine: String?

    init(
        severity: String, sqlState: SQLState, message: String, detail: String? = nil, hint: String? = nil,
        position: Int? = nil, schema: String? = nil, table: String? = nil, column: String? = nil,
        constraint: String? = nil, routine: String? = nil
    ) {
        self.severity = severity
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.hint = hint
        self.position = position
        self.schema = schema
        self.table = table
        self.column = column
        self.constraint = constraint
        self.routine = routine
    }

    /// Whether the server ends the connection with this error.
    var isFatal: Bool { severity == "FATAL" || severity == "PANIC" }

    /// Whether the server refused a cached statement because it no longer fits the tables, or is gone.
    var isStaleStatement: Bool {
        sqlState == .invalidStatementName
            || (sqlState == .featureNotSupported && routine == "RevalidateCachedQuery")
    }

    /// The message without what it quotes from values.
    ///
    /// Errors about data (class 22) quote the offending input in double quotes; the words before it say what is wrong.
    var safeMessage: String {
        guard sqlState.errorClass == "22" else { return message }
        let words = message.prefix { $0 != "\"" && $0 != ":" }
        let trimmed = words.reversed().drop { $0 == " " }.reversed()
        return trimmed.isEmpty ? "invalid data" : String(trimmed)
    }
}

extension ServerReport: CustomDebugStringConvertible {
    public var debugDescription: String {
        var text = "\(severity) \(sqlState): \(message)"
        if let detail { text += " DETAIL: \(detail)" }
        if let hint { text += " HINT: \(hint)" }
        if let position { text += " at character \(position)" }
        return text
    }
}
