import Domain
import Fleet
import Foundation
import Postgres

/// Which memberships are under watch, and when each is looked at. By the database's clock, which all executors share.
///
/// What is due is found by `now()`: with `clock_timestamp()`, which differs from row to row, an index would be read from end to end.
extension Ledger {
    /// Puts the memberships of runs that have ended under watch. The reads that proved a run were a look, so the next comes after half an
    /// interval to a whole one: spread out, however many there are. What has drifted is looked at soon: the run may have put it right.
    ///
    /// - Returns: how many runs there were.
    func watchEnded(limit: Int, interval: Duration) async throws -> Int {
        // Mostly there is none: looking writes nothing.
        let isAny = try await client.query(
            "SELECT 1 FROM ledger.runs WHERE outcome IS NOT NULL AND watched_start < start ORDER BY ended_at LIMIT 1")
        guard !isAny.isEmpty else { return 0 }
        let rows = try await client.query(
            """
            WITH ended AS MATERIALIZED (
                SELECT run FROM ledger.runs WHERE outcome IS NOT NULL AND watched_start < start
                ORDER BY ended_at LIMIT \(limit) FOR NO KEY UPDATE SKIP LOCKED),
            taken AS (
                UPDATE ledger.runs r SET watched_start = r.start FROM ended WHERE r.run = ended.run RETURNING r.keys),
            settled AS (
                SELECT DISTINCT o.user_id, o.group_id FROM taken CROSS JOIN LATERAL unnest(taken.keys) AS wanted (key)
                    CROSS JOIN LATERAL (SELECT user_id, group_id FROM ledger.operations WHERE key = wanted.key LIMIT 1) AS o),
            watched AS (
                INSERT INTO ledger.watched_memberships AS w (user_id, group_id, next_look_at)
                -- In their order, so that no two executors wait for each other.
                SELECT user_id, group_id, clock_timestamp() + \(interval / .seconds(1)) * (0.5 + 0.5 * random()) * interval '1 second'
                FROM settled ORDER BY user_id, group_id
                ON CONFLICT (user_id, group_id) DO UPDATE SET next_look_at = CASE
                    WHEN EXISTS (SELECT 1 FROM ledger.drifts d
                        WHERE d.user_id = w.user_id AND d.group_id = w.group_id AND d.ended_at IS NULL) THEN clock_timestamp()
                    ELSE excluded.next_look_at END)
            SELECT count(*) AS count FROM taken
            """)
        return try rows.first?.decode("count") ?? 0
    }

    /// A membership to look at, with what the ledger has of it.
    struct MembershipInSight: Sendable {
        var membership: WatchedMembership
        var history: MembershipHistory
    }

    /// Takes memberships that have to be looked at. They are nobody else's until `lease` is over: who dies gives them back by time.
    func takeMemberships(limit: Int, lease: Duration) async throws -> [MembershipInSight] {
        let isAny = try await client.query(
            "SELECT 1 FROM ledger.watched_memberships WHERE next_look_at <= now() LIMIT 1")
        guard !isAny.isEmpty else { return [] }
        let taken = try await client.query(
            """
            WITH due AS MATERIALIZED (
                SELECT user_id, group_id FROM ledger.watched_memberships WHERE next_look_at <= now()
                ORDER BY next_look_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            UPDATE ledger.watched_memberships AS w
            SET next_look_at = clock_timestamp() + \(lease / .seconds(1)) * interval '1 second', looks = w.looks + 1
            FROM due LEFT JOIN ledger.drifts d ON d.user_id = due.user_id AND d.group_id = due.group_id AND d.ended_at IS NULL
            WHERE w.user_id = due.user_id AND w.group_id = due.group_id
            RETURNING w.user_id::text AS user_id, w.group_id::text AS group_id, w.looks, w.candidate, w.candidate_version,
                w.agreeing_reads, d.kind, d.version
            """
        ).map(WatchedMembership.init(row:))
        // Read after the taking, which may have waited: what counts is how it stands now.
        let histories = try await histories(of: taken)
        return taken.map {
            MembershipInSight(
                membership: $0, history: histories[.init($0)] ?? MembershipHistory(entries: [], dueAt: nil))
        }
    }

    /// Only the latest operations on a membership can have the last word.
    private static let historyLimit = 100

    private func histories(of memberships: [WatchedMembership]) async throws -> [Pair: MembershipHistory] {
        let (users, groups) = (memberships.map(\.user.description), memberships.map(\.group.description))
        let wanted: PostgresStatement = "unnest(\(users), \(groups)) AS wanted (user_id, group_id)"
        let results = try await client.pipeline([
            """
            SELECT o.key, o.state, o.version, its.direction, its.outcome IS NOT NULL AS has_ended, its.is_end,
                COALESCE(o.adding_until > clock_timestamp(), false) OR COALESCE(o.removing_until > clock_timestamp(), false) AS is_unclear
            FROM \(fragment: wanted) CROSS JOIN LATERAL (
                SELECT * FROM ledger.operations
                WHERE user_id = wanted.user_id::uuid AND group_id = wanted.group_id::uuid
                ORDER BY version DESC LIMIT \(Self.historyLimit)) AS o JOIN ledger.runs its ON its.run = o.run
            ORDER BY o.version DESC
            """,
            """
            SELECT wanted.user_id, wanted.group_id, max(r.due_at) AS due_at FROM \(fragment: wanted) CROSS JOIN LATERAL (
                SELECT due_at FROM ledger.removals
                WHERE user_id = wanted.user_id::uuid AND group_id = wanted.group_id::uuid
                    AND state = ANY(\(RemovalState.allCases.filter(\.isInCharge).map(\.rawValue)))
                LIMIT \(Self.historyLimit)) AS r
            GROUP BY wanted.user_id, wanted.group_id
            """,
        ])
        var histories: [Pair: MembershipHistory] = [:]
        for row in results[0] {
            let entry = try MembershipHistory.Entry(row: row)
            histories[.init(user: entry.key.user, group: entry.key.group), default: .init(entries: [])].entries.append(
                entry)
        }
        for row in results[1] {
            let (user, group) = try WatchedMembership.pair(row)
            histories[.init(user: user, group: group), default: .init(entries: [])].dueAt = try row.decode("due_at")
        }
        return histories
    }

    private struct Pair: Hashable {
        var user: UserID
        var group: GroupID

        init(user: UserID, group: GroupID) {
            self.user = user
            self.group = group
        }

        init(_ membership: WatchedMembership) { self.init(user: membership.user, group: membership.group) }
    }
}

extension MembershipHistory.Entry {
    /// - Throws: ``PostgresError`` for a column that isn't there, ``Failure`` with ``Reason/serviceDefect`` for a value that can't be.
    init(row: PostgresRow) throws {
        guard let key = OperationKey(try row.decode("key", as: String.self)),
            let state = OperationState(rawValue: try row.decode("state")),
            let direction = RunDirection(rawValue: try row.decode("direction"))
        else {
            throw Failure(
                .serviceDefect, "ledger.operations holds a key or a state, or a run a direction, that is none")
        }
        self.init(
            key: key, state: state, version: try row.decode("version"), direction: direction,
            hasEnded: try row.decode("has_ended"), isEnd: try row.decode("is_end"),
            isUnclear: try row.decode("is_unclear"))
    }
}

extension WatchedMembership {
    /// - Throws: ``PostgresError`` for a column that isn't there, ``Failure`` with ``Reason/serviceDefect`` for a value that can't be.
    init(row: PostgresRow) throws {
        let (user, group) = try Self.pair(row)
        self.init(
            user: user, group: group, look: try row.decode("looks"),
            drift: try Self.finding(row, "kind", "version"),
            candidate: try Self.finding(row, "candidate", "candidate_version"),
            agreeingReads: try row.decode("agreeing_reads"))
    }

    fileprivate static func pair(_ row: PostgresRow) throws -> (UserID, GroupID) {
        guard let user = UserID(try row.decode("user_id")), let group = GroupID(try row.decode("group_id")) else {
            throw Failure(.serviceDefect, "ledger.watched_memberships holds an id that is none")
        }
        return (user, group)
    }

    private static func finding(_ row: PostgresRow, _ kind: String, _ version: String) throws -> DriftFinding? {
        guard let kind = try row.decode(kind, as: String?.self).flatMap(DriftKind.init) else { return nil }
        return DriftFinding(kind, version: try row.decode(version))
    }
}
