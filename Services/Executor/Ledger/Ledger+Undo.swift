import Domain
import Fleet
import Foundation
import Postgres

extension Ledger {
    /// Has a run turn back: from then on nothing of it is begun any more, and what it has changed is to be undone.
    ///
    /// Nothing happens where an intent stands whose outcome isn't known, where nothing was refused, or where the run has ended.
    ///
    /// - Returns: the run as it stands then.
    func turnBack(_ plan: Plan, at now: Date) async throws -> LedgerRun {
        let run = plan.run.description
        let keys = plan.operations.map(\.key.description)
        let results = try await database.pipeline([
            // By itself: the next statement has to see what those committed who held the lock before.
            "SELECT 1 FROM ledger.runs WHERE run = \(run)::uuid FOR UPDATE",
            """
            UPDATE ledger.runs SET direction = 'back', turned_at = \(now)
            WHERE run = \(run)::uuid AND direction = 'forward' AND outcome IS NULL
                AND NOT EXISTS (SELECT 1 FROM ledger.operations WHERE key = ANY(\(keys)) AND state = 'intended')
                AND EXISTS (SELECT 1 FROM ledger.operations WHERE key = ANY(\(keys)) AND state = 'refused')
            """,
            // Only what this very run changed (I4).
            """
            UPDATE ledger.operations SET state = 'reverting', agreeing_reads = 0, last_read_at = NULL,
                version = nextval('ledger.versions'), changed_at = \(now)
            WHERE key = ANY(\(keys)) AND run = \(run)::uuid AND is_our_change AND state IN ('applied', 'verified')
                AND EXISTS (SELECT 1 FROM ledger.runs WHERE run = \(run)::uuid AND direction = 'back')
            """,
            LedgerRun.standing(of: plan.run),
            "SELECT \(fragment: LedgerOperation.columns) FROM \(fragment: LedgerOperation.table(of: "\(keys)"))",
        ])
        return try LedgerRun(plan, standing: results[3], operations: results[4])
    }

    /// Commits the intent to make the call that takes a change back, before it is made.
    ///
    /// - Returns: ``Intent/opposed(_:)`` while a call that makes the change may still have its effect, which would then outlast the undoing.
    func commitUndo(_ operation: LedgerOperation, clientRequestID: String, at now: Date) async throws -> Intent {
        let key = operation.key.description
        let effect = operation.key.action.opposite
        let results = try await database.pipeline([
            """
            UPDATE ledger.operations AS o SET attempts = attempts + 1, undo_attempt = attempts + 1,
                undo_client_request_id = \(clientRequestID), undo_request_id = NULL, undo_failure = NULL, undo_request_digest = NULL,
                undo_response_digest = NULL,
                version = nextval('ledger.versions'), changed_at = \(now)
            WHERE key = \(key) AND state = 'reverting' AND start = \(operation.start)
                AND undo_accepted_at IS NULL AND undo_failure IS NULL AND \(fragment: LateEffect.isNone(against: effect))
            RETURNING attempts
            """,
            """
            INSERT INTO ledger.attempts (key, attempt, client_request_id, began_at, direction)
            SELECT key, attempts, undo_client_request_id, \(now), 'back' FROM ledger.operations
            WHERE key = \(key) AND undo_client_request_id = \(clientRequestID)
            """,
            reported(of: operation),
            unclear(before: clientRequestID, of: key, .back),
        ])
        if let row = results[0].first {
            return .committed(
                LedgerAttempt(
                    key: operation.key, number: try row.decode("attempts"), clientRequestID: clientRequestID,
                    followsUnknown: try results[3].first?.decode("is_unknown") ?? true))
        }
        let current = try await self.operation(operation.key)
        guard let current, current.start == operation.start, current.isToBeUndone else { return .overtaken }
        return .opposed(try await wait(before: effect, on: operation.key))
    }

    /// Graph accepted that the change is taken back, or showed after our own intent that it is.
    func recordUndone(
        _ attempt: LedgerAttempt, evidence: OperationApplied.Evidence, correlation: CorrelationIDs, at now: Date
    ) async throws {
        try await database.pipeline([
            """
            UPDATE ledger.operations SET undo_attempt = \(attempt.number), undo_evidence = \(evidence.rawValue),
                undo_accepted_at = \(now), undo_client_request_id = \(attempt.clientRequestID),
                undo_request_id = \(correlation.requestID), undo_request_digest = \(correlation.requestDigest),
                undo_response_digest = \(correlation.responseDigest), agreeing_reads = 0, last_read_at = NULL, unproved_seconds = 0,
                \(fragment: LateEffect.kept(besides: attempt, .back, limit: effectLimit / .seconds(1))),
                version = nextval('ledger.versions'), changed_at = \(now)
            WHERE key = \(attempt.key.description) AND state = 'reverting' AND undo_accepted_at IS NULL
                AND earlier_attempts < \(attempt.number)
            """,
            settlement(
                of: attempt, evidence == .accepted ? .accepted : .alreadySo, correlation.requestID, nil, at: now),
        ])
    }

    /// Graph refused for good to take the change back.
    func recordUndoRefused(_ attempt: LedgerAttempt, _ failure: Failure, at now: Date) async throws {
        let json = try FailureColumn.encode(failure)
        try await database.pipeline([
            """
            UPDATE ledger.operations SET undo_failure = \(json), undo_attempt = \(attempt.number),
                undo_client_request_id = \(attempt.clientRequestID), undo_request_id = \(failure.correlation?.requestID),
                undo_request_digest = \(failure.correlation?.requestDigest),
                undo_response_digest = \(failure.correlation?.responseDigest),
                version = nextval('ledger.versions'), changed_at = \(now)
            WHERE key = \(attempt.key.description) AND state = 'reverting' AND undo_accepted_at IS NULL
                AND earlier_attempts < \(attempt.number)
            """,
            settlement(of: attempt, .refused, failure.correlation?.requestID, json, at: now),
        ])
    }
}
