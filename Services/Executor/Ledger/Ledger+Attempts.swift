import Domain
import Fleet
import Foundation
import Postgres

extension Ledger {
    /// What came of the wish to commit an intent.
    enum Intent: Hashable {
        /// It is committed: the call may be made, under this number.
        case committed(LedgerAttempt)
        /// Another request is changing the same membership, or has changed it since it was read; or the run has turned back, or its request was
        /// withdrawn; or what is to end has been renewed.
        case pairIsBusy
        /// A call without a clear answer may still do the opposite on this membership, for so long.
        case opposed(Duration)
        /// Somebody else has brought this operation further meanwhile.
        case overtaken
    }

    /// Commits the intent to make a call, before it is made.
    ///
    /// - Parameter wasMember: what the read before showed; nil when an earlier intent is taken over.
    func commitIntent(_ operation: LedgerOperation, wasMember: Bool?, clientRequestID: String, at now: Date)
        async throws -> Intent
    {
        let key = operation.key.description
        let results: ArraySlice<PostgresResult>
        // Right before the call, in the membership's turn: whether it is still to be removed.
        let isRemoval = operation.key.action == .remove
        let lock = isRemoval ? [PairTurn.lockOfRemovals(of: operation.key)] : []
        let isWanted: PostgresStatement = isRemoval ? PairTurn.isStillDue : "true"
        do {
            results = try await database.pipeline(
                lock + [
                    """
                    UPDATE ledger.operations AS o SET state = 'intended', was_member = COALESCE(o.was_member, \(wasMember)),
                        attempts = o.attempts + 1, client_request_id = \(clientRequestID), request_id = NULL,
                        request_digest = NULL, response_digest = NULL,
                        version = nextval('ledger.versions'), changed_at = \(now)
                    WHERE o.key = \(key) AND o.start = \(operation.start) AND (o.state = 'intended' OR o.state = 'planned' AND \(wasMember != nil)
                            AND \(fragment: PairTurn.isUnchanged(since: operation.pairVersion)) AND \(fragment: PairTurn.isOurs(at: now))
                            AND \(fragment: isWanted) AND \(fragment: LateEffect.isNone(against: operation.key.action)))
                        -- Locked, so that the run doesn't turn back between this and our commit.
                        AND EXISTS (SELECT 1 FROM ledger.runs r WHERE r.run = o.run AND r.direction = 'forward'
                            -- What was begun has to come to an end that is known; nothing else is begun for a request that was withdrawn.
                            AND (o.state = 'intended' OR r.is_end
                                OR NOT EXISTS (SELECT 1 FROM ledger.withdrawals w WHERE w.ritm = r.ritm)) FOR SHARE)
                    RETURNING o.attempts
                    """,
                    """
                    INSERT INTO ledger.attempts (key, attempt, client_request_id, began_at)
                    SELECT key, attempts, client_request_id, \(now) FROM ledger.operations
                    WHERE key = \(key) AND client_request_id = \(clientRequestID)
                    """,
                    reported(of: operation),
                    unclear(before: clientRequestID, of: key, .forward),
                ]
            ).dropFirst(lock.count)
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            // Somebody else began at the same moment.
            return .pairIsBusy
        }
        if let row = results.first?.first {
            return .committed(
                LedgerAttempt(
                    key: operation.key, number: try row.decode("attempts"), clientRequestID: clientRequestID,
                    followsUnknown: try results.last?.first?.decode("is_unknown") ?? true))
        }
        guard try await self.operation(operation.key)?.state == .planned else { return .overtaken }
        let wait = try await wait(before: operation.key.action, on: operation.key)
        return wait > .zero ? .opposed(wait) : .pairIsBusy
    }

    /// Graph accepted the call, or showed after our own intent that it is so.
    ///
    /// "It is so" makes it ours only where another call of ours may have done it. Else somebody else did, and it is never undone (I4).
    func recordApplied(
        _ attempt: LedgerAttempt, evidence: OperationApplied.Evidence, correlation: CorrelationIDs, at now: Date
    ) async throws {
        let outcome: LedgerAttempt.Outcome = evidence == .accepted ? .accepted : .alreadySo
        let isOurs = evidence == .accepted || attempt.followsUnknown
        try await database.pipeline([
            """
            UPDATE ledger.operations SET state = 'applied', applied_at = \(now),
                is_our_change = \(isOurs) OR attempts > \(attempt.number) AND \(fragment: LateEffect.isAnother(besides: attempt)),
                applied_attempt = \(attempt.number), evidence = \(evidence.rawValue),
                client_request_id = \(attempt.clientRequestID), request_id = \(correlation.requestID),
                request_digest = \(correlation.requestDigest), response_digest = \(correlation.responseDigest),
                agreeing_reads = 0, last_read_at = NULL, unproved_seconds = 0,
                \(fragment: LateEffect.kept(besides: attempt, .forward, limit: effectLimit / .seconds(1))),
                version = nextval('ledger.versions'), changed_at = \(now)
            WHERE key = \(attempt.key.description) AND state = 'intended' AND earlier_attempts < \(attempt.number)
            """,
            settlement(of: attempt, outcome, correlation.requestID, nil, at: now),
        ])
    }

    /// The call failed, was throttled, or its outcome isn't known: the intent stands.
    ///
    /// - Parameter isDeclined: whether it is known to have had no effect, since Graph refused it, though others may have had theirs.
    func recordFailed(_ attempt: LedgerAttempt, _ failure: Failure, isDeclined: Bool = false, at now: Date) async throws
    {
        let outcome: LedgerAttempt.Outcome =
            switch failure.reason {
            case _ where isDeclined: .declined
            case .graphBulkUndecided: .undecided
            case _ where failure.reason.isThrottling: .throttled
            default: .failed
            }
        try await database.query(
            settlement(of: attempt, outcome, failure.correlation?.requestID, try FailureColumn.encode(failure), at: now)
        )
    }

    /// Graph refused for good.
    func recordRefused(_ attempt: LedgerAttempt, _ failure: Failure, at now: Date) async throws {
        let json = try FailureColumn.encode(failure)
        try await database.pipeline([
            """
            UPDATE ledger.operations SET state = 'refused', failure = \(json), client_request_id = \(attempt.clientRequestID),
                request_id = \(failure.correlation?.requestID), request_digest = \(failure.correlation?.requestDigest),
                response_digest = \(failure.correlation?.responseDigest), version = nextval('ledger.versions'), changed_at = \(now)
            WHERE key = \(attempt.key.description) AND state = 'intended' AND earlier_attempts < \(attempt.number)
            """,
            settlement(of: attempt, .refused, failure.correlation?.requestID, json, at: now),
        ])
    }

    /// A read did not show a change, or that one was taken back, which is refused now, and which an earlier call may have made.
    ///
    /// - Parameter pause: reads that are closer than that count as one.
    /// - Returns: how many reads in a row have said so.
    func recordAbsence(_ operation: LedgerOperation, pause: TimeInterval, at now: Date) async throws -> Int {
        let rows = try await database.query(
            """
            UPDATE ledger.operations SET
                agreeing_reads = agreeing_reads + CASE WHEN last_read_at > \(now - pause) THEN 0 ELSE 1 END,
                -- One that is still to come is from before the clock was set back: the pause begins anew.
                last_read_at = CASE WHEN last_read_at BETWEEN \(now - pause) AND \(now + VerificationRule.tolerance)
                    THEN last_read_at ELSE \(now) END
            WHERE key = \(operation.key.description) AND start = \(operation.start)
                AND (state = 'intended' OR state = 'reverting' AND undo_accepted_at IS NULL)
            RETURNING agreeing_reads
            """)
        return try rows.first?.decode("agreeing_reads") ?? 0
    }

    /// Calls of an operation that were begun and not stated to the end: those that a crash interrupted get an outcome now.
    func unreportedAttempts(of key: OperationKey, at now: Date) async throws -> [LedgerAttempt] {
        let interrupted = Failure(.serviceInterrupted, "the service ended before the call's outcome was on record")
        let results = try await database.pipeline([
            """
            UPDATE ledger.attempts SET outcome = 'interrupted', ended_at = \(now), failure = \(try FailureColumn.encode(interrupted))
            WHERE key = \(key.description) AND outcome IS NULL
            """,
            """
            SELECT attempt, client_request_id, outcome, failure FROM ledger.attempts
            WHERE key = \(key.description) AND NOT is_reported AND outcome IN ('throttled', 'failed', 'undecided', 'declined', 'interrupted') ORDER BY attempt
            """,
        ])
        return try results[1].map { row in
            let id: String = try row.decode("client_request_id")
            var failure = try row.decode("failure", as: [UInt8]?.self).map(FailureColumn.decode)
            // Of a call that was cut off nobody knows more than this, by which Graph's logs have it.
            if failure?.reason == .serviceInterrupted { failure?.correlation = CorrelationIDs(clientRequestID: id) }
            return LedgerAttempt(
                key: key, number: try row.decode("attempt"), clientRequestID: id,
                outcome: LedgerAttempt.Outcome(rawValue: try row.decode("outcome")), failure: failure)
        }
    }

    /// The question whether an earlier call in this direction may have had its effect all the same. What came of those of an earlier start of
    /// the run was settled before this one began.
    func unclear(before clientRequestID: String, of key: String, _ direction: RunDirection) -> PostgresStatement {
        """
        SELECT EXISTS (SELECT 1 FROM ledger.attempts a WHERE key = \(key) AND client_request_id <> \(clientRequestID)
            AND direction = \(direction.rawValue) AND \(fragment: LateEffect.isUnclear)
            AND attempt > (SELECT o.earlier_attempts FROM ledger.operations o WHERE o.key = a.key))
            AS is_unknown
        """
    }

    /// What was tried before a call has been stated by then: see ``unreportedAttempts(of:)``. Not so what has begun since the operation was
    /// looked at: a call for several that did nothing, which the next one follows at once, or that of another executor.
    func reported(of operation: LedgerOperation) -> PostgresStatement {
        """
        UPDATE ledger.attempts SET is_reported = true
        WHERE key = \(operation.key.description) AND attempt <= \(operation.attempts) AND outcome IS NOT NULL AND NOT is_reported
        """
    }

    func settlement(
        of attempt: LedgerAttempt, _ outcome: LedgerAttempt.Outcome, _ requestID: String?, _ failure: [UInt8]?,
        at now: Date
    ) -> PostgresStatement {
        """
        UPDATE ledger.attempts SET outcome = \(outcome.rawValue), ended_at = \(now), request_id = \(requestID), failure = \(failure)
        WHERE key = \(attempt.key.description) AND attempt = \(attempt.number)
        """
    }
}
