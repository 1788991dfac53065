public import Domain
public import Foundation
import Postgres

extension AuditReader {
    /// Exports the trail in its order.
    ///
    /// - Parameters:
    ///   - since: entries that were recorded before that are left out; nil: none.
    ///   - body: gets the lines of a batch, each with its line break.
    /// - Returns: how many entries.
    /// - Throws: ``Postgres/PostgresError``, and what `body` throws.
    public func export(
        _ format: ExportFormat, since: Date?, _ body: ([UInt8]) throws -> Void
    ) async throws -> Int {
        var count = 0
        try body(Array(format.heading.utf8))
        try await read(ExportRow.columns, after: try await last(before: since)) { rows in
            var lines: [UInt8] = []
            for row in rows { lines += try format.line(of: ExportRow(row: row)) }
            count += rows.count
            try body(lines)
            return true
        }
        return count
    }

    /// All that is on record of a request item, in its order.
    ///
    /// - Throws: ``Postgres/PostgresError``
    public func entries(of ritm: RITMNumber) async throws -> [ExportRow] {
        let rows = try await database.query(
            """
            SELECT e.number, \(fragment: ExportRow.columns) FROM audit.events e WHERE e.ritm = \(ritm.description) ORDER BY e.number
            """)
        return try rows.map { try ExportRow(row: $0) }
    }

    private func last(before since: Date?) async throws -> Int64 {
        guard let since else { return 0 }
        let rows = try await database.query(
            "SELECT min(number) - 1 AS last FROM audit.events WHERE recorded_at >= \(since)")
        if let last = try rows.first?.decode("last", as: Int64?.self) { return last }
        // Nothing is that young.
        return try await head()?.number ?? 0
    }
}
