/// One SQL statement with its parameters.
///
/// Write it as a literal; what is interpolated is bound, never made part of the text:
/// ```swift
/// let statement: PostgresStatement = "SELECT name FROM people WHERE id = \(id)"    // … WHERE id = $1
/// ```
/// A table's or column's name that is only known at run time goes in with `\(identifier: name)`, which quotes it. A string
/// that isn't a literal can't become a statement except through ``init(unsafeSQL:)``.
public struct PostgresStatement: Sendable {
    /// The text, with `$1`, `$2`, … for the parameters.
    public private(set) var sql: String
    private(set) var parameters = ParameterList()
    /// Whether connections keep it prepared.
    var isCached = true

    /// Takes SQL as it is. Never pass anything that comes from outside the program.
    public init(unsafeSQL sql: String) { self.sql = sql }

    /// Binds a value to the next placeholder.
    mutating func bind(_ value: some PostgresEncodable) {
        parameters.append(value)
        sql += "$\(parameters.count)"
    }

    /// - Throws: ``PostgresError`` with code `encoding` if the statement can't be sent.
    func check() throws(PostgresError) {
        if let refusal = parameters.refusal { throw PostgresError(.encoding, refusal, query: sql) }
        guard parameters.count <= Self.maximumParameters else {
            throw PostgresError(.encoding, "a statement takes at most \(Self.maximumParameters) parameters")
        }
        guard !sql.utf8.contains(0) else {
            throw PostgresError(.encoding, "a statement's text contains a NUL character")
        }
    }

    /// The protocol counts parameters in 16 bits.
    private static let maximumParameters = 65_535

    mutating func append(sql more: String) { sql += more }

    /// Makes room, for placeholders too.
    mutating func reserveCapacity(text: Int, parameters count: Int) {
        sql.reserveCapacity(text + count * 3)
        parameters.reserveCapacity(count)
    }

    /// Appends another statement's text, with its placeholders numbered on.
    mutating func append(_ other: PostgresStatement) {
        guard parameters.count > 0, other.parameters.count > 0 else {
            sql += other.sql
            if other.parameters.count > 0 { parameters = other.parameters }
            return
        }
        sql += Placeholders.renumbered(other.sql, by: parameters.count)
        parameters.append(contentsOf: other.parameters)
    }
}

extension PostgresStatement: CustomStringConvertible {
    /// The text without the values.
    public var description: String { sql }
}
