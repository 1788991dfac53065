import Domain
import Foundation
import Postgres

/// Operations of runs that have landed, as the executor leaves them, written straight into its tables.
struct SettledOperations {
    /// An event whose plan and approval stand for the mandates: they are as large as real ones.
    let sample: Event

    private static let atOnce = 100_000

    func fill(_ database: PostgresClient, count: Int) async throws {
        let mandate = try EventCoding.encode(sample)
        for first in stride(from: 0, to: count, by: Self.atOnce) {
            let statements = statements(first..<min(first + Self.atOnce, count), mandate)
            try await database.transaction { try await $0.pipeline(statements) }
        }
        // As autovacuum does after a while.
        for table in ["runs", "operations", "attempts"] {
            try await database.query(PostgresStatement(unsafeSQL: "VACUUM ANALYZE ledger.\(table)"))
        }
        // What was written just now would otherwise go to the disk while others are measured.
        try await database.query("CHECKPOINT")
    }

    /// Each person is in some groups; some of the memberships are those of the requests to come.
    private func statements(_ numbers: Range<Int>, _ mandate: [UInt8]) -> [PostgresStatement] {
        let (first, last) = (Int64(numbers.lowerBound), Int64(numbers.upperBound - 1))
        return [
            // What is written is consistent as it is, and looking every reference up would take most of the time.
            "SET LOCAL session_replication_role = replica",
            """
            CREATE TEMPORARY TABLE settled ON COMMIT DROP AS
            SELECT 'RITM' || 20000000 + n AS ritm, md5('run ' || n)::uuid AS run,
                ('a9000000-0000-4000-8000-' || lpad((n % 50000)::text, 12, '0'))::uuid AS user_id,
                ('b9000000-0000-4000-8000-' || lpad((n / 50000)::text, 12, '0'))::uuid AS group_id,
                md5('request ' || n)::uuid::text AS id, now() - interval '1 day' AS at
            FROM generate_series(\(first), \(last)) AS n
            """,
            """
            INSERT INTO ledger.runs (run, ritm, plan_digest, keys, mandate, opened_at, outcome, ended_at)
            SELECT run, ritm, md5(ritm) || md5(run::text), ARRAY[ritm || ':' || user_id || ':' || group_id || ':add'],
                \(mandate), at, 'landed', at
            FROM settled
            """,
            """
            INSERT INTO ledger.operations (key, run, user_id, group_id, action, state, was_member, is_our_change, attempts, applied_at,
                agreeing_reads, last_read_at, client_request_id, request_id, changed_at, applied_attempt, evidence)
            SELECT ritm || ':' || user_id || ':' || group_id || ':add', run, user_id, group_id, 'add', 'verified', false, true, 1, at,
                2, at, id, id, at, 1, 'accepted'
            FROM settled
            """,
            """
            INSERT INTO ledger.attempts (key, attempt, client_request_id, began_at, ended_at, outcome, request_id, is_reported)
            SELECT ritm || ':' || user_id || ':' || group_id || ':add', 1, id, at, at, 'accepted', id, true
            FROM settled
            """,
        ]
    }
}
