import Domain
import Fleet
import Foundation
import Postgres

/// All SQL of the schema `approval`.
struct ApprovalStore: Sendable {
    enum State: String {
        case approved
        /// At once, as the plan is an emergency's: nobody has decided yet.
        case emergency
    }

    /// A plan that waits for a person.
    struct Waiting: Sendable, Codable {
        var ritm: String
        var run: String
        var risk: String
        var beneficiary: String
        var entitlements: [String]
        var askedAt: Date

        enum CodingKeys: String, CodingKey {
            case ritm
            case run
            case risk
            case beneficiary
            case entitlements
            case askedAt = "asked_at"
        }
    }

    let database: GroupCommit

    init(database: PostgresClient) {
        self.database = GroupCommit(database: database)
    }

    /// Records where a plan stands. What stands there already stays; people aren't asked about an older plan of the ticket any more.
    ///
    /// - Parameter madeAt: when the plan was made.
    /// - Returns: false where its request was withdrawn: nothing is recorded then.
    func record(_ plan: Plan, state: State, madeAt: Date, at now: Date) async throws -> Bool {
        let entitlements = plan.operations.map(\.entitlement)
        let ritm = plan.ticket.number.description
        let results = try await database.pipeline([
            CaseStore.replacement(of: plan, madeAt: madeAt),
            """
            INSERT INTO approval.requests (run, ritm, plan_digest, risk, beneficiary, entitlements, state, asked_at, made_at)
            SELECT \(plan.run.description)::uuid, \(ritm), \(plan.digest), \(plan.risk.rawValue),
                \(plan.beneficiary.userPrincipalName), \(entitlements), \(state.rawValue), \(now), \(madeAt)
            WHERE NOT EXISTS (SELECT 1 FROM approval.withdrawals WHERE ritm = \(ritm))
            ON CONFLICT (run) DO NOTHING
            """,
            "SELECT EXISTS (SELECT 1 FROM approval.withdrawals WHERE ritm = \(ritm)) AS is_withdrawn",
        ])
        return try results[2].first?.decode("is_withdrawn") == false
    }

    /// Puts on record that a request was withdrawn: its plan doesn't wait any more, and one that is still to come isn't asked about.
    func withdraw(_ ritm: RITMNumber, at now: Date) async throws {
        try await database.pipeline([
            """
            INSERT INTO approval.withdrawals (ritm, withdrawn_at) VALUES (\(ritm.description), \(now))
            ON CONFLICT (ritm) DO NOTHING
            """,
            """
            UPDATE approval.requests SET state = 'withdrawn', version = version + 1, due_at = NULL
            WHERE ritm = \(ritm.description) AND state = 'waiting'
            """,
        ])
    }

    /// Those that wait, the longest first.
    func waiting(limit: Int) async throws -> [Waiting] {
        let rows = try await database.query(
            """
            SELECT ritm, run::text AS run, risk, beneficiary, entitlements, asked_at FROM approval.requests
            WHERE state = 'waiting' AND NOT EXISTS (SELECT 1 FROM approval.withdrawals w WHERE w.ritm = requests.ritm) ORDER BY asked_at LIMIT \(limit)
            """)
        return try rows.map { row in
            Waiting(
                ritm: try row.decode("ritm"), run: try row.decode("run"), risk: try row.decode("risk"),
                beneficiary: try row.decode("beneficiary"), entitlements: try row.decode("entitlements"),
                askedAt: try row.decode("asked_at"))
        }
    }
}
