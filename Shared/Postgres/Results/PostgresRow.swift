/// One row of a result.
public struct PostgresRow: Sendable {
    let handle: ResultHandle
    /// The row's place in its result, from 0.
    public let index: Int

    public var count: Int { handle.columnCount }

    /// Reads the value of a column. Where several columns have the name, the first is meant.
    ///
    /// - Throws: ``PostgresError`` with code `decoding`, which names the column, the type that was found and the one wanted.
    public func decode<T: PostgresDecodable>(_ column: String, as type: T.Type = T.self) throws(PostgresError) -> T {
        guard let position = handle.columnIndex(column) else {
            throw PostgresError(
                .decoding, "there is no column \"\(column)\"; there are \(columnList)")
        }
        return try decode(at: position, as: type)
    }

    /// Reads the value of the column at a position, from 0.
    ///
    /// - Throws: ``PostgresError`` with code `decoding`.
    public func decode<T: PostgresDecodable>(at position: Int, as type: T.Type = T.self) throws(PostgresError) -> T {
        guard position >= 0, position < count else {
            throw PostgresError(.decoding, "there is no column \(position); there are \(columnList)")
        }
        let cell = handle.cell(row: index, column: position)
        do throws(PostgresDecodingFailure) {
            return try T(from: cell)
        } catch {
            throw PostgresError(
                .decoding,
                "column \"\(handle.columnName(position))\" of type \(cell.type) can't be read as \(T.self): \(error)")
        }
    }

    /// Reads the first columns all at once: `let (id, name) = try row.decode((UUID, String?).self)`.
    ///
    /// - Throws: ``PostgresError`` with code `decoding`.
    public func decode<each T: PostgresDecodable>(
        _ types: (repeat each T).Type
    ) throws(PostgresError) -> (repeat each T) {
        var next = 0
        func value<V: PostgresDecodable>(_: V.Type) throws(PostgresError) -> V {
            defer { next += 1 }
            return try decode(at: next, as: V.self)
        }
        return (repeat try value((each T).self))
    }

    /// The raw value of a column.
    public func cell(_ column: String) -> PostgresCell? {
        handle.columnIndex(column).map { handle.cell(row: index, column: $0) }
    }

    private var columnList: String {
        (0..<count).map { "\"\(handle.columnName($0))\"" }.joined(separator: ", ")
    }
}
