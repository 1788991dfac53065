import Domain
import Fleet
import Foundation
import Postgres

/// All SQL of the schema `policy`.
struct DecisionStore: Sendable {
    let database: GroupCommit

    init(database: PostgresClient) {
        self.database = GroupCommit(database: database)
    }

    /// What was decided for a request item before; nil when nothing was.
    func decision(for ritm: RITMNumber) async throws -> Fact? {
        let rows = try await database.query("SELECT event FROM policy.decisions WHERE ritm = \(ritm.description)")
        guard let row = rows.first else { return nil }
        return try EventCoding.decode(try row.decode("event", as: [UInt8].self)).fact
    }

    /// Records a decision, unless there is one: the first one stands.
    ///
    /// - Returns: the decision that stands.
    func record(_ event: Event, by policy: PolicyFile) async throws -> Fact {
        let outcome = event.type == .requestValidated ? "validated" : "blocked"
        let json = try EventCoding.encode(event)
        let results = try await database.pipeline([
            """
            INSERT INTO policy.versions (sha256, content, first_used_at) VALUES (\(policy.version), \(policy.bytes), \(event.at))
            ON CONFLICT (sha256) DO NOTHING
            """,
            """
            INSERT INTO policy.decisions (ritm, policy_version, outcome, event, decided_at)
            VALUES (\(event.ritm.description), \(policy.version), \(outcome), \(json), \(event.at))
            ON CONFLICT (ritm) DO NOTHING
            """,
        ])
        if results[1].rowsAffected == 1 { return event.fact }
        return try await decision(for: event.ritm) ?? event.fact
    }
}
