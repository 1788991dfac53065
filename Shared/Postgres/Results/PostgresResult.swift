/// The rows that a statement returned, and how many it touched.
public struct PostgresResult: Sendable {
    let handle: ResultHandle

    /// The number of rows that the statement inserted, updated, deleted or returned.
    public var rowsAffected: Int { handle.affectedRows }

    /// The names of the columns, in order.
    public var columns: [String] { (0..<handle.columnCount).map(handle.columnName) }

    /// What the server says it did, such as `INSERT 0 1`.
    public var commandTag: String { handle.commandTag }
}

extension PostgresResult: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { handle.rowCount }

    public subscript(position: Int) -> PostgresRow {
        precondition(position >= 0 && position < handle.rowCount, "row \(position) of \(handle.rowCount)")
        return PostgresRow(handle: handle, index: position)
    }
}
