import Domain
import Foundation
import Postgres

extension LedgerOperation {
    /// The columns that ``init(row:)`` reads, of a table that is called `o`.
    ///
    /// `pair_version` is the latest change of any other operation on the same membership; what was only planned, or
    /// refused, has changed nothing.
    static let columns: PostgresStatement = """
        o.key, o.run::text AS run, o.state, o.start, o.was_member, o.is_our_change, o.attempts, o.applied_at, o.agreeing_reads, o.last_read_at, o.unproved_seconds,
        o.client_request_id, o.request_id, o.request_digest, o.response_digest, o.failure, o.applied_attempt, o.evidence,
        o.undo_attempt, o.undo_accepted_at, o.undo_evidence, o.undo_client_request_id, o.undo_request_id, o.undo_request_digest, o.undo_response_digest,
        o.undo_failure,
        (SELECT COALESCE(max(other.version), 0) FROM ledger.operations other
            WHERE other.user_id = o.user_id AND other.group_id = o.group_id AND other.key <> o.key
                AND other.state NOT IN ('planned', 'refused')) AS pair_version
        """

    /// The operations of these keys, a text array, as a table called `o`.
    ///
    /// They are looked up one by one: for all at once PostgreSQL would read the whole table, and go on so while it grows, where it made its plan
    /// when the table was new.
    static func table(of keys: PostgresStatement) -> PostgresStatement {
        """
        unnest(\(fragment: keys)) AS wanted (key)
            CROSS JOIN LATERAL (SELECT * FROM ledger.operations WHERE key = wanted.key LIMIT 1) AS o
        """
    }

    /// - Throws: ``PostgresError`` for a column that isn't there, ``Failure`` with ``Reason/serviceDefect`` for a value that can't be.
    init(row: PostgresRow) throws {
        guard let key = OperationKey(try row.decode("key", as: String.self)),
            let run = RunID(try row.decode("run", as: String.self)),
            let state = OperationState(rawValue: try row.decode("state"))
        else { throw Failure(.serviceDefect, "ledger.operations holds a key, a run or a state that is none") }
        self.init(
            key: key, run: run, state: state,
            start: try row.decode("start"),
            wasMember: try row.decode("was_member"),
            isOurChange: try row.decode("is_our_change"),
            attempts: try row.decode("attempts"),
            appliedAt: try row.decode("applied_at"),
            agreeingReads: try row.decode("agreeing_reads"),
            lastReadAt: try row.decode("last_read_at"),
            unprovedSeconds: try row.decode("unproved_seconds"),
            correlation: try Self.correlation(row, ""),
            failure: try row.decode("failure", as: [UInt8]?.self).map(FailureColumn.decode),
            application: try row.decode("applied_attempt", as: Int?.self).map { attempt in
                Application(attempt: attempt, evidence: try Self.evidence(row, "evidence") ?? .accepted)
            },
            undo: try row.decode("undo_attempt", as: Int?.self).map { attempt in
                Undo(
                    attempt: attempt, acceptedAt: try row.decode("undo_accepted_at"),
                    evidence: try Self.evidence(row, "undo_evidence"),
                    correlation: try Self.correlation(row, "undo_"),
                    failure: try row.decode("undo_failure", as: [UInt8]?.self).map(FailureColumn.decode))
            },
            pairVersion: try row.decode("pair_version"))
    }

    /// - Parameter prefix: of the columns' names.
    private static func correlation(_ row: PostgresRow, _ prefix: String) throws -> CorrelationIDs? {
        guard let id: String = try row.decode(prefix + "client_request_id", as: String?.self) else { return nil }
        return CorrelationIDs(
            clientRequestID: id, requestID: try row.decode(prefix + "request_id"),
            requestDigest: try row.decode(prefix + "request_digest"),
            responseDigest: try row.decode(prefix + "response_digest"))
    }

    private static func evidence(_ row: PostgresRow, _ column: String) throws -> OperationApplied.Evidence? {
        try row.decode(column, as: String?.self).flatMap(OperationApplied.Evidence.init)
    }
}
