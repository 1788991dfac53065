import Domain
import Fleet
import Foundation
import Postgres

/// What comes of looks.
extension Ledger {
    /// What a look has found a membership to be otherwise than is on record.
    struct DriftChange: Hashable, Sendable {
        /// What is not as it should be; nil: it is in order again.
        var finding: DriftFinding?
        /// The operation with the last word; nil where nothing is to be said of it any more.
        var key: OperationKey?
        var isMember: Bool
        var cause: Reason?
        var dueAt: Date?
    }

    /// Nothing new: the next look is after so long.
    ///
    /// - Parameter isInOrder: whether the look has shown that it is as it should be.
    func recordLook(_ sight: MembershipInSight, isInOrder: Bool, next pause: Duration) async throws {
        try await database.query(
            """
            UPDATE ledger.watched_memberships AS w SET next_look_at = \(fragment: Self.later(pause)), candidate = NULL,
                candidate_version = NULL, agreeing_reads = 0,
                in_order_at = CASE WHEN \(isInOrder) AND \(fragment: Self.isStillSo(sight)) THEN clock_timestamp() ELSE w.in_order_at END
            WHERE \(fragment: Self.isStillTaken(sight.membership))
            """)
    }

    /// It is otherwise than is on record, by so many reads, and it takes more of them to say so.
    func recordDoubt(
        _ sight: MembershipInSight, _ finding: DriftFinding?, reads: Int, next pause: Duration
    ) async throws {
        try await database.query(
            """
            UPDATE ledger.watched_memberships AS w SET next_look_at = \(fragment: Self.later(pause)),
                candidate = \(finding?.kind.rawValue), candidate_version = \(finding?.version), agreeing_reads = \(reads)
            WHERE \(fragment: Self.isStillTaken(sight.membership))
            """)
    }

    /// Ends the drift that is on record, and begins what was found: all of it or nothing. What is to be stated of it is found by
    /// ``takeDrifts(limit:lease:)``, however soon this process ends.
    ///
    /// - Parameter interval: in which each membership is looked at once; how many drifts a group has is counted over that time.
    /// - Returns: false when the membership has been changed since it was looked at, or somebody else has looked at it: then nothing was
    ///   recorded.
    func recordDrift(_ sight: MembershipInSight, _ change: DriftChange, interval: Duration) async throws -> Bool {
        let membership = sight.membership
        let (user, group) = (membership.user.description, membership.group.description)
        return try await client.transaction { transaction in
            // Those of one group are counted one after the other. By itself: what is counted has to see what the others have committed.
            try await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended('drift of ' || \(group), 0))")
            let taken = try await transaction.query(
                """
                UPDATE ledger.watched_memberships AS w SET next_look_at = \(fragment: Self.later(interval)), candidate = NULL,
                    candidate_version = NULL, agreeing_reads = 0,
                    in_order_at = CASE WHEN \(change.finding == nil) THEN clock_timestamp() ELSE w.in_order_at END
                WHERE \(fragment: Self.isStillTaken(membership)) AND \(fragment: Self.isStillSo(sight))
                """)
            guard taken.rowsAffected == 1 else { return false }
            try await transaction.query(
                """
                UPDATE ledger.drifts SET ended_at = date_trunc('milliseconds', clock_timestamp()), is_member = \(change.isMember),
                    next_statement_at = clock_timestamp()
                WHERE user_id = \(user)::uuid AND group_id = \(group)::uuid AND ended_at IS NULL
                """)
            guard let finding = change.finding, let key = change.key else { return true }
            let since: PostgresStatement = "clock_timestamp() - \(interval / .seconds(1)) * interval '1 second'"
            let isRepairable = finding.kind == .removedOutside && change.cause == nil
            try await transaction.query(
                """
                INSERT INTO ledger.drifts (user_id, group_id, kind, key, version, cause, due_at, in_order_at, found_at, number_in_group,
                    next_statement_at, may_be_repaired, earlier_repairs)
                SELECT w.user_id, w.group_id, \(finding.kind.rawValue), \(key.description), \(finding.version), \(change.cause?.rawValue),
                    \(change.dueAt), w.in_order_at, date_trunc('milliseconds', clock_timestamp()),
                    1 + (SELECT count(*) FROM ledger.drifts d WHERE d.group_id = w.group_id
                        AND d.found_at > now() - \(interval / .seconds(1)) * interval '1 second'),
                    clock_timestamp(),
                    \(isRepairable) AND its.outcome = 'landed' AND before.repairs < \(RepairDecision.limit) AND NOT before.is_recent
                        AND NOT EXISTS (SELECT 1 FROM ledger.withdrawals withdrawn WHERE withdrawn.ritm = its.ritm),
                    before.repairs
                FROM ledger.watched_memberships w
                    JOIN ledger.operations o ON o.key = \(key.description) JOIN ledger.runs its ON its.run = o.run
                    CROSS JOIN LATERAL (
                        SELECT count(DISTINCT d.repair_start) AS repairs,
                            COALESCE(bool_or(d.key = o.key AND d.repair_began_at > \(fragment: since)), false) AS is_recent
                        FROM ledger.drifts d WHERE d.key = ANY(its.keys)) AS before
                WHERE w.user_id = \(user)::uuid AND w.group_id = \(group)::uuid
                """)
            return true
        }
    }

    // MARK: - Stating

    /// Takes drifts of which something is to be stated, with the mandate of the operation's run. They are nobody else's until `lease` is over.
    ///
    /// - Returns: for each either the drift, or why it can't be read.
    func takeDrifts(limit: Int, lease: Duration) async throws -> [Result<
        (drift: LedgerDrift, mandate: Mandate), any Error
    >] {
        let isAny = try await client.query(
            "SELECT 1 FROM ledger.drifts WHERE next_statement_at <= now() LIMIT 1")
        guard !isAny.isEmpty else { return [] }
        let rows = try await client.query(
            """
            WITH due AS MATERIALIZED (
                SELECT id FROM ledger.drifts WHERE next_statement_at <= now()
                ORDER BY next_statement_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            UPDATE ledger.drifts AS d SET next_statement_at = clock_timestamp() + \(lease / .seconds(1)) * interval '1 second'
            FROM due, ledger.operations o, ledger.runs its WHERE d.id = due.id AND o.key = d.key AND its.run = o.run
            RETURNING \(fragment: LedgerDrift.columns), its.mandate
            """)
        return rows.map { row in
            Result { (try LedgerDrift(row: row), try MandateColumn.decode(try row.decode("mandate"))) }
        }
    }

    /// The broker has what was to be stated of a drift, as it stood then.
    func recordStated(_ drift: LedgerDrift) async throws {
        let hasEnded = drift.end != nil
        try await database.query(
            """
            UPDATE ledger.drifts SET is_beginning_stated = true, is_end_stated = is_end_stated OR \(hasEnded),
                next_statement_at = CASE WHEN ended_at IS NULL OR is_end_stated OR \(hasEnded) THEN NULL ELSE clock_timestamp() END
            WHERE id = \(drift.id)
            """)
    }

    // MARK: - Parts

    private static func later(_ pause: Duration) -> PostgresStatement {
        "clock_timestamp() + \(pause / .seconds(1)) * interval '1 second'"
    }

    /// Whether nobody else has taken the membership, a row of `watched_memberships` called `w`, since.
    private static func isStillTaken(_ membership: WatchedMembership) -> PostgresStatement {
        """
        w.user_id = \(membership.user.description)::uuid AND w.group_id = \(membership.group.description)::uuid
            AND w.looks = \(membership.look)
        """
    }

    /// Whether no operation has changed since the membership, a row called `w`, was looked up: else what was read is out of date.
    private static func isStillSo(_ sight: MembershipInSight) -> PostgresStatement {
        """
        \(sight.history.version) = (SELECT COALESCE(max(o.version), 0) FROM ledger.operations o
            WHERE o.user_id = w.user_id AND o.group_id = w.group_id)
        """
    }
}
