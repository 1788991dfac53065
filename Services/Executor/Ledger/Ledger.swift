import Domain
import Fleet
import Foundation
import Postgres

/// The idempotency ledger: what was intended, tried and proved. All SQL of the schema `ledger` is in this folder.
///
/// Every change of a state names the state that it starts from, so that two executors with the same message can't undo each other's steps:
/// the slower one changes nothing and looks again.
struct Ledger: Sendable {
    let database: GroupCommit
    /// For what has to be read and decided within the transaction that writes it.
    let client: PostgresClient
    /// How long before the end of an access people are reminded of it, in seconds; 0 for not at all.
    let reminderLead: TimeInterval
    /// For how long after its intent a call without a clear answer may still have its effect.
    let effectLimit: Duration

    init(database: PostgresClient, reminderLead: TimeInterval = 7 * 86_400, effectLimit: Duration) {
        self.database = GroupCommit(database: database)
        self.client = database
        self.reminderLead = reminderLead
        self.effectLimit = effectLimit
    }

    /// Brings the run of a plan and its operations into the ledger, with the mandate; and where the plan has an end, the removal of each
    /// addition under its own key. What is there already stays as it is.
    ///
    /// - Returns: the run as it stands.
    func open(_ mandate: Mandate, at now: Date) async throws -> LedgerRun {
        let plan = mandate.plan
        let keys = plan.operations.map(\.key)
        let texts = keys.map(\.description)
        var statements: [PostgresStatement] = [
            """
            INSERT INTO ledger.runs (run, ritm, plan_digest, keys, mandate, opened_at)
            VALUES (\(plan.run.description)::uuid, \(plan.ticket.number.description), \(plan.digest), \(texts),
                \(try MandateColumn.encode(mandate)), \(now))
            ON CONFLICT (run) DO NOTHING
            """,
            """
            INSERT INTO ledger.operations (key, run, user_id, group_id, action, state, changed_at)
            SELECT planned.key, \(plan.run.description)::uuid, planned.user_id::uuid, planned.group_id::uuid, planned.action, 'planned', \(now)
            FROM unnest(\(texts), \(keys.map(\.user.description)), \(keys.map(\.group.description)), \(keys.map(\.action.rawValue)))
                AS planned (key, user_id, group_id, action)
            ON CONFLICT (key) DO NOTHING
            """,
            LedgerRun.standing(of: plan.run),
            "SELECT \(fragment: LedgerOperation.columns) FROM \(fragment: LedgerOperation.table(of: "\(texts)"))",
        ]
        if let until = plan.until { statements.append(Self.removals(of: plan, until, at: now)) }
        let results = try await database.pipeline(statements)
        return try LedgerRun(plan, standing: results[2], operations: results[3])
    }

    func operation(_ key: OperationKey) async throws -> LedgerOperation? {
        let rows = try await database.query(
            "SELECT \(fragment: LedgerOperation.columns) FROM ledger.operations o WHERE o.key = \(key.description)")
        return try rows.first.map(LedgerOperation.init(row:))
    }

    /// The wanted state was there before us.
    ///
    /// - Returns: false when it isn't so: somebody brought the operation further, or another request has changed the membership or may
    ///   still take its change back, or a call of one may still change it, so that what was read doesn't last.
    func recordSatisfied(_ operation: LedgerOperation, wasMember: Bool, correlation: CorrelationIDs, at now: Date)
        async throws -> Bool
    {
        try await database.pipeline([
            // A removal of the membership sees that it is relied on, or comes first.
            PairTurn.lockOfRemovals(of: operation.key),
            PairTurn.lockOfVerified(besides: operation.key),
            """
            UPDATE ledger.operations AS o SET state = 'satisfied', was_member = \(wasMember), applied_at = \(now),
                client_request_id = \(correlation.clientRequestID), request_id = \(correlation.requestID),
                request_digest = \(correlation.requestDigest), response_digest = \(correlation.responseDigest),
                version = nextval('ledger.versions'), changed_at = \(now)
            WHERE o.key = \(operation.key.description) AND o.state = 'planned' AND o.start = \(operation.start)
                AND \(fragment: PairTurn.isUnchanged(since: operation.pairVersion)) AND \(fragment: PairTurn.isOurs(at: now))
                AND \(fragment: PairTurn.isStillDue) AND \(fragment: LateEffect.isNone(against: operation.key.action))
            """,
        ])[2].rowsAffected == 1
    }

    /// It was refused before any call was made.
    func recordRefused(_ operation: LedgerOperation, _ failure: Failure, at now: Date) async throws {
        try await database.query(
            """
            UPDATE ledger.operations SET state = 'refused', failure = \(try FailureColumn.encode(failure)),
                version = nextval('ledger.versions'), changed_at = \(now)
            WHERE key = \(operation.key.description) AND state = 'planned' AND start = \(operation.start)
            """)
    }
}
