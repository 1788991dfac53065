import Domain
import Foundation
import Postgres

/// Reads what the audit trail says of a run.
struct RunRecords: Sendable {
    /// How many entries of each sort are read at most, the newest: pages are bounded, whatever a run has been through.
    static let limit = 300

    let database: PostgresClient

    /// What tells how a run stands; the rest is what happened in between.
    private static let turns: [EventType] = [
        .requestValidated, .requestApproved, .requestRejected, .approvalRequested, .approvalReminded,
        .approvalEscalated, .runStarted, .runDeferred, .runLanded, .runReverted, .runStuck,
        .retryRequested, .retryRefused, .rollbackProposed, .rollbackRequested, .rollbackRefused, .ticketFulfilled,
        .accessDrifted, .accessDriftEnded, .messageDeadLettered,
    ]

    /// The entries that are about a run, in the order in which they were stated; empty when there is none.
    func entries(of run: RunID) async throws -> [RecordedEvent] {
        let results = try await database.pipeline([
            Self.selection(of: run, "type = ANY(\(Self.turns.map(\.rawValue)))"),
            Self.selection(of: run, "type <> ALL(\(Self.turns.map(\.rawValue)))"),
        ])
        return try (results[0].map(Self.entry) + results[1].map(Self.entry))
            .sorted { ($0.at, $0.number) < ($1.at, $1.number) }
    }

    /// The plan of a run and its approval, as they are on record; nil where nothing of it was approved, or nobody can read it any more.
    func mandate(of run: RunID) async throws -> (plan: Plan, approval: Approval)? {
        let types = [EventType.requestApproved, .runStarted, .runLanded, .runReverted, .runStuck].map(\.rawValue)
        // All say the same; personal data is taken out of the oldest first, after which a plan isn't the one that was approved.
        let entries = try await database.query(Self.selection(of: run, "type = ANY(\(types))")).map(Self.entry)
        return entries.lazy.compactMap { $0.fact?.mandate }.first { $0.plan.run == run }
    }

    private static func selection(of run: RunID, _ condition: PostgresStatement) -> PostgresStatement {
        """
        SELECT number, type, at, service, body FROM audit.events
        WHERE run = \(run.description)::uuid AND \(fragment: condition) ORDER BY number DESC LIMIT \(limit)
        """
    }

    private static func entry(_ row: PostgresRow) throws -> RecordedEvent {
        // Of another version's event the type is told, and nothing else.
        let event = try? EventCoding.decode(row.decode("body"))
        return RecordedEvent(
            number: try row.decode("number"), type: try row.decode("type"), at: try row.decode("at"),
            service: try row.decode("service"), fact: event?.fact)
    }
}

extension Fact {
    /// The plan that a run carries out, with its approval, where the fact says both.
    var mandate: (plan: Plan, approval: Approval)? {
        switch self {
        case .requestApproved(let data): (data.plan, data.approval)
        case .runStarted(let data): (data.plan, data.approval)
        case .runLanded(let data), .runReverted(let data), .runStuck(let data): (data.plan, data.approval)
        case .retryRequested(let data): (data.plan, data.approval)
        case .rollbackRequested(let data): (data.plan, data.approval)
        default: nil
        }
    }
}
