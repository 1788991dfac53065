import Domain
import Fleet
import Foundation
import Postgres

/// Which access is on its way to whom: the table `policy.under_way`.
///
/// Rows stay: an event that comes late, or twice, then finds the start that it is about, or a later one, and changes nothing.
struct UnderWayStore: Sendable {
    let database: GroupCommit
    /// For how long after a change Entra may not show it to everybody who asks.
    let lag: Duration

    init(database: GroupCommit, lag: Duration) {
        self.database = database
        self.lag = lag
    }

    /// Notes what has become of a request. A step that was taken before, or overtaken by a later one, changes nothing.
    func take(_ step: UnderWayStep) async throws {
        switch step {
        case .begun(let ritm, let start, let user, let groups, let at):
            try await database.query(
                """
                INSERT INTO policy.under_way (ritm, user_id, group_id, since, start)
                SELECT \(ritm.description), \(user.description), group_id, \(at), \(start)
                FROM unnest(\(groups.map(\.description))) AS planned (group_id)
                ON CONFLICT (ritm, user_id, group_id) DO UPDATE
                SET start = excluded.start, since = excluded.since, over_at = NULL, is_stuck = false
                WHERE under_way.start < excluded.start
                """)
        case .landed(let ritm, let start, let at): try await end(ritm, start, at: at + lag.seconds)
        case .reverted(let ritm, let start, let at): try await end(ritm, start, at: at)
        case .stuck(let ritm, let start, let at):
            // It is in somebody's hands. Where it was withdrawn, no retry is to come.
            try await database.query(
                """
                UPDATE policy.under_way
                SET start = \(start), is_stuck = true,
                    over_at = CASE WHEN is_withdrawn THEN \(at + lag.seconds)::timestamptz END
                WHERE ritm = \(ritm.description) AND (start < \(start) OR start = \(start) AND over_at IS NULL)
                """)
        case .rejected(let ritm, let at):
            try await database.query(
                """
                UPDATE policy.under_way SET over_at = \(at)
                WHERE ritm = \(ritm.description) AND start = 0 AND over_at IS NULL
                """)
        case .withdrawn(let ritm, let at):
            // What has begun ends with its run. What hasn't may be beginning at this moment, and shows that soon.
            try await database.query(
                """
                UPDATE policy.under_way
                SET is_withdrawn = true,
                    over_at = CASE WHEN start = 0 OR is_stuck THEN coalesce(over_at, \(at + lag.seconds)) ELSE over_at END
                WHERE ritm = \(ritm.description) AND NOT is_withdrawn
                """)
        }
    }

    private func end(_ ritm: RITMNumber, _ start: Int, at: Date) async throws {
        try await database.query(
            """
            UPDATE policy.under_way SET start = \(start), is_stuck = false, over_at = \(at)
            WHERE ritm = \(ritm.description) AND (start < \(start) OR start = \(start) AND over_at IS NULL)
            """)
    }

    // MARK: - Parts of a decision's transaction

    /// Waits until nobody else decides about a person; until the end of the transaction.
    static func turn(of user: UserID) -> PostgresStatement {
        "SELECT pg_advisory_xact_lock(hashtextextended('policy.under_way of ' || \(user.description), 0))"
    }

    /// Which of some groups other requests are about to give to a person.
    static func underWay(
        of user: UserID, among groups: [GroupID], besides ritm: RITMNumber, at: Date
    ) -> PostgresStatement {
        """
        SELECT DISTINCT group_id FROM policy.under_way
        WHERE user_id = \(user.description) AND group_id = ANY (\(groups.map(\.description)))
            AND ritm <> \(ritm.description) AND (over_at IS NULL OR over_at > \(at))
        """
    }

    static func groups(_ result: PostgresResult) throws -> Set<GroupID> {
        Set(try result.map { row in try row.decode("group_id", as: String.self) }.compactMap { GroupID($0) })
    }

    /// Adds what a decision plans, if that decision is recorded by `insertion`.
    ///
    /// - Returns: a statement that has rows exactly if it is.
    static func begin(_ event: Event, with insertion: PostgresStatement) -> PostgresStatement {
        guard case .requestValidated(let data) = event.fact else { return insertion }
        return """
            WITH decided AS (\(fragment: insertion) RETURNING ritm)
            INSERT INTO policy.under_way (ritm, user_id, group_id, since)
            SELECT ritm, \(data.plan.beneficiary.id.description), group_id, \(event.at)
            FROM decided, unnest(\(data.plan.addedGroups.map(\.description))) AS planned (group_id)
            """
    }
}

extension Duration {
    /// For arithmetic with dates.
    fileprivate var seconds: TimeInterval {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
