import Domain
import Fleet
import Foundation
import Postgres

/// The cases: rows of `approval.requests` about which people decide, and what happened with them (`approval.entries`).
///
/// A case is changed where it is still as it was read, and in the same statement as what is to be stated of the change. So no lock is held
/// while Entra is asked, and of two who decide at once, one comes first and the other looks again.
struct CaseStore: Sendable {
    let database: PostgresClient
    let commits: GroupCommit
    let links: ApprovalLinks
    /// Who writes it.
    let origin: Origin
    /// After so many seconds it is looked at again whether those who are asked can still decide.
    let recheck: TimeInterval

    init(database: PostgresClient, links: ApprovalLinks, origin: Origin, recheck: TimeInterval = 3_600) {
        self.database = database
        self.commits = GroupCommit(database: database)
        self.links = links
        self.origin = origin
        self.recheck = recheck
    }

    /// A case as it stands in the database.
    struct Stored: Hashable, Sendable {
        var approval: ApprovalCase
        var version: Int
        var trace: TraceContext
        /// Why it couldn't be looked up who decides.
        var problem: String?
    }

    // MARK: - Writing

    /// Opens a case, unless it is there. Older plans of the ticket are replaced by it, and it is replaced itself where a later one is there.
    ///
    /// - Parameter madeAt: when the plan was made.
    /// - Returns: false where the request was withdrawn: nothing is opened then.
    func open(_ approval: ApprovalCase, madeAt: Date, trace: TraceContext) async throws -> Bool {
        let plan = approval.plan
        let ritm = plan.ticket.number.description
        let results = try await database.pipeline([
            "SELECT pg_advisory_xact_lock(hashtextextended('approval.requests ' || \(ritm), 0))",
            Self.replacement(of: plan, madeAt: madeAt),
            """
            INSERT INTO approval.requests (run, ritm, plan_digest, risk, beneficiary, entitlements, state, asked_at, made_at,
                validated, progress, due_at, trace)
            SELECT \(plan.run.description)::uuid, \(ritm), \(plan.digest), \(plan.risk.rawValue),
                \(plan.beneficiary.userPrincipalName), \(plan.operations.map(\.entitlement)), newer.state, \(approval.openedAt),
                \(madeAt), \(try Self.json(approval.validated)), \(try Self.json(approval.progress)),
                CASE WHEN newer.state = 'waiting' THEN \(approval.openedAt) END, \(trace.description)
            FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM approval.requests WHERE ritm = \(ritm) AND made_at > \(madeAt))
                THEN 'replaced' ELSE 'waiting' END AS state) newer
            WHERE NOT EXISTS (SELECT 1 FROM approval.withdrawals WHERE ritm = \(ritm))
            ON CONFLICT (run) DO NOTHING
            """,
            "SELECT EXISTS (SELECT 1 FROM approval.withdrawals WHERE ritm = \(ritm)) AS is_withdrawn",
        ])
        return try results[3].first?.decode("is_withdrawn") == false
    }

    /// Has a plan that is seen for the first time take the place of those of its ticket that were made before.
    static func replacement(of plan: Plan, madeAt: Date) -> PostgresStatement {
        """
        UPDATE approval.requests SET state = 'replaced', version = version + 1, due_at = NULL
        WHERE ritm = \(plan.ticket.number.description) AND run <> \(plan.run.description)::uuid AND state = 'waiting'
            AND COALESCE(made_at, '-infinity') <= \(madeAt)
            AND NOT EXISTS (SELECT 1 FROM approval.requests WHERE run = \(plan.run.description)::uuid)
        """
    }

    /// Commits what became of a case, with what is to be stated of it: both or nothing.
    ///
    /// - Parameters:
    ///   - stored: as it was read.
    ///   - changed: as it is to be.
    /// - Returns: false where somebody else has changed it since it was read: nothing is written then.
    func commit(_ stored: Stored, as changed: ApprovalCase, _ facts: [Fact], at now: Date) async throws -> Bool {
        let plan = changed.plan
        let events = facts.map { Event($0, at: now, by: origin, trace: stored.trace) }
        let texts = try events.map { String(decoding: try EventCoding.encode($0), as: UTF8.self) }
        let asked = (changed.progress.stage.asked ?? []).map(\.id.description)
        let result = try await commits.query(
            """
            WITH changed AS (
                UPDATE approval.requests SET state = \(changed.progress.standing.rawValue), progress = \(try Self.json(changed.progress)),
                    asked = \(asked)::text[]::uuid[], due_at = \(changed.dueAt(recheck: recheck)), problem = NULL, version = version + 1
                WHERE run = \(plan.run.description)::uuid AND version = \(stored.version) AND state = 'waiting'
                    AND NOT EXISTS (SELECT 1 FROM approval.withdrawals w WHERE w.ritm = requests.ritm)
                RETURNING run),
            stated AS (
                INSERT INTO approval.entries (id, run, event, trace, next_look_at)
                SELECT facts.id, changed.run, facts.event::jsonb, \(stored.trace.description), clock_timestamp()
                FROM changed, unnest(\(events.map(\.id)), \(texts)) WITH ORDINALITY AS facts (id, event, position)
                ORDER BY facts.position
                ON CONFLICT (id) DO NOTHING)
            SELECT count(*) AS n FROM changed
            """)
        return try result.first?.decode("n", as: Int64.self) == 1
    }

    /// Puts on record that somebody tried to decide and it doesn't count, up to ``maximumRefusals`` times for each person and plan.
    func refuse(_ attempt: Attempt, of stored: Stored, _ failure: Failure, at now: Date) async throws {
        let plan = stored.approval.plan
        let refused = ApprovalRefused(
            ticket: plan.ticket, plan: plan.run, person: attempt.person, attempt: attempt.id, failure: failure)
        let event = Event(.approvalRefused(refused), at: now, by: origin, trace: stored.trace)
        let text = String(decoding: try EventCoding.encode(event), as: UTF8.self)
        let run = plan.run.description
        try await commits.query(
            """
            INSERT INTO approval.entries (id, run, event, trace, next_look_at)
            SELECT \(event.id), \(run)::uuid, \(text)::text::jsonb, \(stored.trace.description), clock_timestamp()
            WHERE (SELECT count(*) FROM approval.entries WHERE run = \(run)::uuid AND event ->> 'type' = 'approval.refused'
                AND event -> 'data' -> 'person' ->> 'id' = \(attempt.person.id.description)) < \(Self.maximumRefusals)
            ON CONFLICT (id) DO NOTHING
            """)
    }

    /// Whoever tries for more often fills nobody's disk.
    static let maximumRefusals = 20

    // MARK: - Reading

    /// The case of a plan; nil where people don't decide about it.
    func read(_ run: RunID) async throws -> Stored? {
        try await database.query(
            "SELECT \(fragment: columns) FROM approval.requests WHERE run = \(run.description)::uuid AND validated IS NOT NULL"
        ).first.map(stored)
    }

    /// The cases that wait for one of some people, the longest first.
    func waiting(for people: [UserID], limit: Int) async throws -> [Stored] {
        try await database.query(
            """
            SELECT \(fragment: columns) FROM approval.requests
            WHERE state = 'waiting' AND asked && \(people.map(\.description))::text[]::uuid[] AND validated IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM approval.withdrawals w WHERE w.ritm = requests.ritm)
            ORDER BY asked_at LIMIT \(limit)
            """
        ).map(stored)
    }

    /// Takes cases that have to be looked at. They are nobody else's for `lease` seconds: who dies gives them back by time.
    func takeDue(at now: Date, limit: Int, lease: TimeInterval) async throws -> [Stored] {
        try await database.query(
            """
            UPDATE approval.requests SET due_at = \(now + lease)
            WHERE run IN (
                SELECT run FROM approval.requests r WHERE state = 'waiting' AND due_at <= \(now)
                    AND NOT EXISTS (SELECT 1 FROM approval.withdrawals w WHERE w.ritm = r.ritm)
                ORDER BY due_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
            RETURNING \(fragment: columns)
            """
        ).map(stored)
    }

    /// Has a case looked at again later, and says why.
    func putOff(_ stored: Stored, until: Date, problem: String) async throws {
        try await commits.query(
            """
            UPDATE approval.requests SET due_at = \(until), problem = \(problem)
            WHERE run = \(stored.approval.plan.run.description)::uuid AND version = \(stored.version) AND state = 'waiting'
            """)
    }

    private let columns: PostgresStatement = """
        validated, progress, asked_at, version, trace, problem,
        CASE WHEN state = 'waiting' AND EXISTS (SELECT 1 FROM approval.withdrawals w WHERE w.ritm = requests.ritm)
            THEN 'withdrawn' ELSE state END AS standing
        """

    private func stored(_ row: PostgresRow) throws -> Stored {
        let validated = try row.decode("validated", as: PostgresJSON.self)
            .decode(RequestValidated.self, with: Self.decoder)
        var progress = try row.decode("progress", as: PostgresJSON.self)
            .decode(ApprovalCase.Progress.self, with: Self.decoder)
        guard let standing = ApprovalCase.Standing(rawValue: try row.decode("standing")),
            let trace = TraceContext(try row.decode("trace", as: String.self))
        else { throw Failure(.serviceDefect, "approval.requests holds a state or a trace that is none") }
        progress.standing = standing
        guard
            let approval = ApprovalCase(
                validated, openedAt: try row.decode("asked_at"), link: links.request(validated.plan.run),
                progress: progress)
        else { throw Failure(.serviceDefect, "approval.requests holds a plan that asks nobody") }
        return Stored(
            approval: approval, version: try row.decode("version"), trace: trace, problem: try row.decode("problem"))
    }

    private static func json(_ value: some Encodable) throws -> PostgresJSON {
        try PostgresJSON(encoding: value, with: encoder)
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = Timestamp.encoding
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()

    private static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = Timestamp.decoding
        return decoder
    }()
}
