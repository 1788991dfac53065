import Domain
import Foundation
import Postgres

extension LedgerOperation {
    /// The columns that ``init(row:)`` reads, of a table that is called `o`.
    ///
    /// `pair_version` is the latest change of any other operation on the same membership; what was only planned, or
    /// refused, has changed nothing.
    static let columns: PostgresStatement = """
        o.key, o.run::text AS run, o.state, o.was_member, o.is_our_change, o.attempts, o.applied_at, o.agreeing_reads, o.last_read_at,
        o.client_request_id, o.request_id, o.failure,
        (SELECT COALESCE(max(other.version), 0) FROM ledger.operations other
            WHERE other.user_id = o.user_id AND other.group_id = o.group_id AND other.key <> o.key
                AND other.state NOT IN ('planned', 'refused')) AS pair_version,
        (SELECT a.outcome FROM ledger.attempts a WHERE a.key = o.key AND a.attempt = o.attempts) AS last_outcome
        """

    /// - Throws: ``PostgresError`` for a column that isn't there, ``Failure`` with ``Reason/serviceDefect`` for a value that can't be.
    init(row: PostgresRow) throws {
        guard let key = OperationKey(try row.decode("key", as: String.self)),
            let run = RunID(try row.decode("run", as: String.self)),
            let state = OperationState(rawValue: try row.decode("state"))
        else { throw Failure(.serviceDefect, "ledger.operations holds a key, a run or a state that is none") }
        let clientRequestID: String? = try row.decode("client_request_id")
        self.init(
            key: key, run: run, state: state,
            wasMember: try row.decode("was_member"),
            isOurChange: try row.decode("is_our_change"),
            attempts: try row.decode("attempts"),
            appliedAt: try row.decode("applied_at"),
            agreeingReads: try row.decode("agreeing_reads"),
            lastReadAt: try row.decode("last_read_at"),
            correlation: try clientRequestID.map {
                CorrelationIDs(clientRequestID: $0, requestID: try row.decode("request_id"))
            },
            failure: try row.decode("failure", as: [UInt8]?.self).map(FailureColumn.decode),
            evidence: try row.decode("last_outcome", as: String?.self) == LedgerAttempt.Outcome.alreadySo.rawValue
                ? .alreadySo : .accepted,
            pairVersion: try row.decode("pair_version"))
    }
}
