import Postgres

extension AuditReader {
    /// The checkpoints that the database keeps itself. Whoever can rewrite the trail can take them away, too: they only add to those of a file.
    ///
    /// - Throws: ``Postgres/PostgresError``
    public func checkpoints() async throws -> [Checkpoint] {
        try await database.query("SELECT number, hash, at, key, signature FROM audit.checkpoints ORDER BY number").map {
            row in
            Checkpoint(
                position: ChainPosition(number: try row.decode("number"), hash: try row.decode("hash")),
                at: try row.decode("at"), key: try row.decode("key"), signature: try row.decode("signature"))
        }
    }
}
