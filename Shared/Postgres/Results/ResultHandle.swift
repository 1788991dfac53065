internal import CPostgreSQL

/// Owns a `PGresult`.
///
/// `@unchecked Sendable`: a PGresult never changes once libpq has returned it, and may be read from any thread
/// (<https://www.postgresql.org/docs/15/libpq-threading.html>); the pointer is set once and cleared in `deinit` only.
final class ResultHandle: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// Takes ownership.
    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }
    var rowCount: Int { Int(PQntuples(pointer)) }
    var columnCount: Int { Int(PQnfields(pointer)) }
    var commandTag: String { String(cString: PQcmdStatus(pointer)) }
    /// Empty for commands that don't count rows.
    var affectedRows: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    func columnName(_ column: Int) -> String {
        PQfname(pointer, Int32(column)).map { String(cString: $0) } ?? ""
    }

    func columnIndex(_ name: String) -> Int? {
        (0..<Int32(columnCount)).first { column in PQfname(pointer, column).map { matches(name, $0) } ?? false }.map(
            Int.init)
    }

    func type(_ column: Int) -> PostgresType { PostgresType(rawValue: PQftype(pointer, Int32(column))) }

    func cell(row: Int, column: Int) -> PostgresCell {
        let (row, column) = (Int32(row), Int32(column))
        let type = PostgresType(rawValue: PQftype(pointer, column))
        if PQgetisnull(pointer, row, column) == 1 { return PostgresCell(type: type, owner: nil, base: nil, count: 0) }
        return PostgresCell(
            type: type, owner: self, base: PQgetvalue(pointer, row, column).map { UnsafeRawPointer($0) },
            count: Int(PQgetlength(pointer, row, column)))
    }

    /// The server's error, or what libpq itself says where it failed before the server could.
    var errorMessage: String { String(cString: PQresultErrorMessage(pointer)) }

    func errorField(_ code: Int32) -> String? {
        PQresultErrorField(pointer, code).map { String(cString: $0) }
    }
}

extension ResultHandle {
    /// The server's report, if this is an error that the server sent.
    var serverReport: ServerReport? {
        guard let state = errorField(cpostgresql_field_sqlstate()) else { return nil }
        return ServerReport(
            severity: errorField(cpostgresql_field_severity()) ?? "ERROR", sqlState: SQLState(rawValue: state),
            message: errorField(cpostgresql_field_message()) ?? "", detail: errorField(cpostgresql_field_detail()),
            hint: errorField(cpostgresql_field_hint()),
            position: errorField(cpostgresql_field_position()).flatMap { Int($0) },
            schema: errorField(cpostgresql_field_schema()), table: errorField(cpostgresql_field_table()),
            column: errorField(cpostgresql_field_column()), constraint: errorField(cpostgresql_field_constraint()),
            routine: errorField(cpostgresql_field_routine()))
    }
}

/// Compares with a C string, byte for byte, without making a string of it.
private func matches(_ name: String, _ other: UnsafeMutablePointer<CChar>) -> Bool {
    var cursor = UnsafePointer(other)
    for byte in name.utf8 {
        // Stops at the other string's NUL too: no byte of a column's name is zero.
        guard UInt8(bitPattern: cursor.pointee) == byte, byte != 0 else { return false }
        cursor += 1
    }
    return cursor.pointee == 0
}
