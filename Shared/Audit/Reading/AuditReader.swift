public import Postgres

/// Reads the audit trail in its order, a batch at a time: memory stays the same however long it is.
public struct AuditReader: Sendable {
    let database: PostgresClient
    /// How many entries are in memory at a time, twice over.
    var batch = 2_000

    public init(database: PostgresClient) { self.database = database }

    /// What the database has noted as the last entry; nil where the trail has no chain.
    public func head() async throws -> ChainPosition? {
        let rows = try await database.query("SELECT number, hash FROM audit.chain_head")
        return try rows.first.map { ChainPosition(number: try $0.decode("number"), hash: try $0.decode("hash")) }
    }

    /// An entry's place in the chain; nil where there is no such entry.
    public func position(_ number: Int64) async throws -> ChainPosition? {
        let rows = try await database.query("SELECT hash FROM audit.events WHERE number = \(number)")
        return try rows.first.map { ChainPosition(number: number, hash: try $0.decode("hash")) }
    }

    /// Hands over each batch of what `columns` names after an entry, in order. The next batch is read meanwhile.
    ///
    /// - Parameter body: gets the rows of a batch; returns whether to go on.
    func read(
        _ columns: PostgresStatement, after number: Int64, _ body: (PostgresResult) throws -> Bool
    ) async throws {
        var next = Task { [database] in try await Self.batch(columns, number, batch, database) }
        // Whatever ends this: nobody waits for the batch that is being read.
        defer { next.cancel() }
        while true {
            let rows = try await withTaskCancellationHandler {
                try await next.value
            } onCancel: { [next] in
                next.cancel()
            }
            guard let last = rows.last else { return }
            let lastNumber: Int64 = try last.decode("number")
            next = Task { [database] in try await Self.batch(columns, lastNumber, batch, database) }
            guard try body(rows) else { return }
        }
    }

    private static func batch(
        _ columns: PostgresStatement, _ number: Int64, _ count: Int, _ database: PostgresClient
    ) async throws -> PostgresResult {
        try await database.query(
            """
            SELECT e.number, \(fragment: columns) FROM audit.events e
            WHERE e.number > \(number) ORDER BY e.number LIMIT \(count)
            """)
    }
}
