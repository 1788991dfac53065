import Postgres

extension AuditReader {
    /// Checks the trail after a position.
    ///
    /// - Parameters:
    ///   - verifier: what has been checked so far; what is checked goes on from there.
    ///   - progress: is told now and then how many entries were checked.
    /// - Returns: where it breaks; nil when it is as it was.
    /// - Throws: ``Postgres/PostgresError``
    public func verify(_ verifier: inout ChainVerifier, progress: (Int) -> Void = { _ in }) async throws -> ChainBreak?
    {
        // Asked first: what is added meanwhile comes after it.
        let head = try await head()
        var found: ChainBreak?
        var checked = verifier
        let columns = PostgresStatement(
            stringLiteral: "e.hash, \(ChainSQL.entry(of: "e")), CASE WHEN e.reduced_at IS NULL THEN e.body END")
        try await read(columns, after: checked.position.number) { rows in
            for row in rows {
                let entry = ChainEntry(
                    number: try row.decode(at: 0), hash: try row.decode(at: 1), bytes: try row.decode(at: 2),
                    body: try row.decode(at: 3))
                found = checked.check(entry)
                if found != nil { return false }
                // What came after the head was noted is for the next time.
                if entry.number == head?.number { return false }
            }
            progress(checked.count)
            return true
        }
        verifier = checked
        return found ?? verifier.end(head: head)
    }
}
