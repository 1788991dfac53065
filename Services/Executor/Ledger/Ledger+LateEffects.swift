import Domain
import Fleet
import Postgres

extension Ledger {
    /// What is known of the calls for an operation beside one.
    struct OtherCalls: Hashable, Sendable {
        /// Whether one of them may have had its effect, or may still have it.
        var areUnclear: Bool
        /// For how long one of them may still have it; zero when that is over.
        var mayLast: Duration
    }

    /// The calls in one direction beside an attempt, earlier and later ones. Those of an earlier start of the run were settled before this one
    /// began.
    func others(besides attempt: LedgerAttempt, _ direction: RunDirection) async throws -> OtherCalls {
        let rows = try await database.query(
            """
            SELECT count(*) > 0 AS are_unclear,
                EXTRACT(EPOCH FROM max(COALESCE(a.committed_at, a.began_at)) - clock_timestamp())::double precision AS since
            FROM ledger.attempts a
            WHERE a.key = \(attempt.key.description) AND a.attempt <> \(attempt.number) AND a.direction = \(direction.rawValue)
                AND \(fragment: LateEffect.isUnclear)
                AND a.attempt > (SELECT o.earlier_attempts FROM ledger.operations o WHERE o.key = a.key)
            """)
        let since = try rows.first?.decode("since", as: Double?.self)
        return OtherCalls(
            areUnclear: try rows.first?.decode("are_unclear") ?? true,
            mayLast: since.map { max(effectLimit + .seconds($0), .zero) } ?? .zero)
    }

    /// For how long a call may still do the opposite of what is wanted on a membership; zero when none may.
    func wait(before effect: MembershipAction, on key: OperationKey) async throws -> Duration {
        let column = LateEffect.column(of: effect.opposite)
        let rows = try await database.query(
            """
            SELECT EXTRACT(EPOCH FROM max(\(fragment: column)) - clock_timestamp())::double precision AS seconds_left
            FROM ledger.operations
            WHERE user_id = \(key.user.description)::uuid AND group_id = \(key.group.description)::uuid
            """)
        return try rows.first?.decode("seconds_left", as: Double?.self).map { max(.seconds($0), .zero) } ?? .zero
    }
}
