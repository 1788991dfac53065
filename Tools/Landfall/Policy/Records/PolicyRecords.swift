import Domain
import Fleet
import Foundation
import Postgres

/// Reads what was decided out of the schema `policy`.
struct PolicyRecords: Sendable {
    /// How many decisions are read in one go.
    static let page = 200

    let database: PostgresClient

    /// How many decisions each version made.
    func decisionsByVersion() async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        let rows = try await database.query(
            "SELECT policy_version, count(*) AS count FROM policy.decisions GROUP BY policy_version")
        for row in rows { counts[try row.decode("policy_version")] = try row.decode("count") }
        return counts
    }

    /// What was decided about a request item; nil: nothing was.
    func decision(of ritm: RITMNumber) async throws -> RecordedDecision? {
        let rows = try await database.query(
            "SELECT \(fragment: Self.columns) FROM policy.decisions WHERE ritm = \(ritm.description)")
        return try rows.first.map(Self.decision)
    }

    /// The decisions since a moment, by the numbers of their request items, after another one.
    func decisions(since: Date, after last: RecordedDecision?) async throws -> [RecordedDecision] {
        try await database.query(
            """
            SELECT \(fragment: Self.columns) FROM policy.decisions
            WHERE decided_at >= \(since) AND ritm > \(last?.ritm.description ?? "") COLLATE "C"
            ORDER BY ritm COLLATE "C" LIMIT \(Self.page)
            """
        ).map(Self.decision)
    }

    /// The policy of a version on record.
    func policy(_ version: String) async throws -> [UInt8]? {
        try await database.query("SELECT content FROM policy.versions WHERE sha256 = \(version)").first?
            .decode("content", as: [UInt8].self)
    }

    /// Who had put a version in force when it decided; nil: it was a file's.
    func entry(of version: String, at: Date) async throws -> PolicyEntry? {
        try await PolicyHistory(database: database).entry(of: version, before: at)
    }

    private static let columns: PostgresStatement = "ritm, policy_version, event, record, decided_at"

    private static func decision(_ row: PostgresRow) throws -> RecordedDecision {
        let name: String = try row.decode("ritm")
        guard let ritm = RITMNumber(name) else { throw PolicyTrouble("“\(name)” is no number of a request item") }
        return try RecordedDecision(
            ritm: ritm, version: row.decode("policy_version"), event: row.decode("event", as: [UInt8].self),
            record: row.decode("record", as: [UInt8]?.self), decidedAt: row.decode("decided_at"))
    }
}
