import Domain
import Fleet
import Foundation
import Postgres

/// What was decided, and what it was decided from.
struct DecisionStore: Sendable {
    let database: GroupCommit
    private let client: PostgresClient

    init(database: PostgresClient) {
        self.database = GroupCommit(database: database)
        self.client = database
    }

    /// What was decided for a request item before; nil when nothing was.
    func decision(for ritm: RITMNumber) async throws -> Fact? {
        try Self.fact(try await database.query(Self.standing(ritm)))
    }

    /// Records a decision, unless there is one: the first one stands.
    ///
    /// - Returns: the decision that stands.
    func record(_ decision: Decision, by policy: PolicyFile) async throws -> Fact {
        let results = try await database.pipeline(try Self.insertion(of: decision, by: policy))
        if results[1].rowsAffected > 0 { return decision.event.fact }
        return try await self.decision(for: decision.event.ritm) ?? decision.event.fact
    }

    /// Decides in the person's turn, and records that: of two requests of one person that are decided at the same moment, wherever, one sees
    /// the other as being on its way.
    ///
    /// - Parameters:
    ///   - groups: of which it has to be known whether they are on their way.
    ///   - at: the moment of the decision.
    ///   - decide: gets those of the groups that are; has no effect, as it may be repeated.
    /// - Returns: the decision that stands.
    func record(
        for ritm: RITMNumber, of user: UserID, against groups: [GroupID], at: Date, by policy: PolicyFile,
        decide: (Set<GroupID>) -> Decision
    ) async throws -> Fact {
        try await client.transaction { transaction in
            let seen = try await transaction.pipeline([
                UnderWayStore.turn(of: user), Self.standing(ritm),
                UnderWayStore.underWay(of: user, among: groups, besides: ritm, at: at),
            ])
            if let fact = try Self.fact(seen[1]) { return fact }
            let decision = decide(try UnderWayStore.groups(seen[2]))
            let results = try await transaction.pipeline(try Self.insertion(of: decision, by: policy))
            if results[1].rowsAffected > 0 { return decision.event.fact }
            return try Self.fact(try await transaction.query(Self.standing(ritm))) ?? decision.event.fact
        }
    }

    private static func standing(_ ritm: RITMNumber) -> PostgresStatement {
        "SELECT event FROM policy.decisions WHERE ritm = \(ritm.description)"
    }

    private static func fact(_ result: PostgresResult) throws -> Fact? {
        guard let row = result.first else { return nil }
        return try EventCoding.decode(try row.decode("event", as: [UInt8].self)).fact
    }

    /// The policy, then the decision: what it plans is on its way from then on. The second one has rows only if it is the first decision.
    private static func insertion(of decision: Decision, by policy: PolicyFile) throws -> [PostgresStatement] {
        let event = decision.event
        let json = try EventCoding.encode(event)
        let record = try decision.record.json()
        let outcome = event.type == .requestValidated ? "validated" : "blocked"
        let decided: PostgresStatement = """
            INSERT INTO policy.decisions (ritm, policy_version, outcome, event, record, decided_at)
            VALUES (\(event.ritm.description), \(policy.version), \(outcome), \(json), \(record), \(event.at))
            ON CONFLICT (ritm) DO NOTHING
            """
        return [
            """
            INSERT INTO policy.versions (sha256, content, first_used_at) VALUES (\(policy.version), \(policy.bytes), \(event.at))
            ON CONFLICT (sha256) DO NOTHING
            """,
            UnderWayStore.begin(event, with: decided),
        ]
    }
}
