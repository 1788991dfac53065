import AMQP
import Domain
import Fleet
import Foundation
import Postgres
import TestSupport

@testable import Approver

/// The Approver's parts on a real database, with an Entra and a time that a test moves.
struct ApprovalBench: Sendable {
    let database: PostgresClient
    let directory: ScriptedDirectory
    let time: ManualTime
    let log = LogCapture()

    static let links = ApprovalLinks(base: "http://127.0.0.1:8403")

    var cases: CaseStore {
        CaseStore(database: database, links: Self.links, origin: Samples.origin, recheck: 100_000_000)
    }
    var store: ApprovalStore { ApprovalStore(database: database) }
    var delegations: DelegationStore { DelegationStore(database: database) }
    var pools: PoolReader { PoolReader(directory: directory, delegations: delegations) }
    var handler: PlanHandler {
        PlanHandler(store: store, cases: cases, now: { [time] in time.now }, opened: ChangeSignal())
    }
    var clock: CaseClock {
        CaseClock(
            cases: cases, pools: pools, now: { [time] in time.now }, arrivals: ChangeSignal(), entries: ChangeSignal(),
            logger: log.logger)
    }
    var desk: DecisionDesk {
        DecisionDesk(
            cases: cases, pools: pools, now: { [time] in time.now }, moved: ChangeSignal(), entries: ChangeSignal())
    }

    static func with(
        at start: Date = Samples.at, _ body: @escaping @Sendable (ApprovalBench) async throws -> Void
    ) async throws {
        try await TestDatabase.with("approval", ApprovalSchema.migrations) { database in
            var content = ScriptedDirectory.Content()
            content.groups = [
                Samples.owners: [Samples.ben, Samples.cleo], Samples.security: [Samples.eve],
            ]
            content.users = [Samples.ben, Samples.cleo, Samples.dan, Samples.eve, Samples.rita, Samples.beneficiary]
            try await body(
                ApprovalBench(database: database, directory: ScriptedDirectory(content), time: ManualTime(start)))
        }
    }

    /// Has the plan come, and its people asked.
    @discardableResult
    func come(_ validated: RequestValidated) async throws -> RunID {
        _ = try await handle(.requestValidated(validated))
        _ = await clock.lookAtDue()
        return validated.plan.run
    }

    func handle(_ fact: Fact) async throws -> StageOutcome {
        let event = Event(fact, at: time.now, by: Samples.origin, trace: Samples.trace)
        return try await handler.handle(
            event, context: HandlingContext(attempt: 1, trace: Samples.trace, body: [], logger: log.logger))
    }

    func decide(
        _ user: DirectoryUser, _ answer: Attempt.Answer = .approve, of validated: RequestValidated, id: String = "1"
    ) async throws -> DecisionDesk.Answer {
        try await desk.decide(Samples.attempt(user, answer, of: validated.plan, id: id), on: validated.plan.run)
    }

    /// Moves the time and looks at what is due.
    func wait(hours: Double) async {
        time.advance(by: hours * 3_600)
        _ = await clock.lookAtDue()
    }

    /// What is on record, in its order.
    func facts() async throws -> [Fact] {
        try await database.query("SELECT event FROM approval.entries ORDER BY number").map { row in
            try EventCoding.decode(row.decode("event", as: PostgresJSON.self).bytes).fact
        }
    }

    func types() async throws -> [EventType] { try await facts().map(\.type) }

    func standing(_ validated: RequestValidated) async throws -> ApprovalCase.Standing? {
        try await cases.read(validated.plan.run)?.approval.progress.standing
    }
}

extension DecisionDesk.Answer {
    var reason: Reason? {
        if case .refused(let failure) = self { failure.reason } else { nil }
    }

    var counts: Bool {
        if case .counted = self { true } else { false }
    }
}
