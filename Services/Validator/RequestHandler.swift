import Domain
import Fleet
import Foundation
import Logging
import ServiceNow

/// Decides about a request that was received: once, on record, and the same answer whenever it is asked again. Follows what becomes of it,
/// so that what is on its way to somebody counts where another request is decided.
struct RequestHandler: StageHandler {
    let stage = Stage.validate
    let needs: Set<Dependency> = [.serviceNow, .graph, .postgres]
    let policies: PolicySource
    let facts: FactReader
    let store: DecisionStore
    let underWay: UnderWayStore
    let now: @Sendable () -> Date

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        guard case .requestReceived(let request) = event.fact else {
            guard let step = UnderWayStep(event) else { throw Failure.misplaced(event, in: stage) }
            try await underWay.take(step)
            return .done([])
        }
        if let decided = try await store.decision(for: request.ticket.number) {
            return .done([Emission(decided)])
        }
        let policy = try await policies.inForce()
        let standing = try await decide(request, by: policy, stating: event.by, trace: context.trace)
        if case .requestBlocked(let blocked) = standing {
            context.logger.notice(
                "the request is blocked",
                metadata: [
                    LogKey.reason: "\(blocked.failure.reason.rawValue)", LogKey.detail: "\(blocked.failure.detail)",
                    LogKey.responsible: "\(blocked.failure.reason.responsible.rawValue)",
                ])
        }
        return .done([Emission(standing)])
    }

    private func decide(
        _ request: RequestReceived, by policy: PolicyFile, stating origin: Origin, trace: TraceContext
    ) async throws -> Fact {
        let ticket = request.ticket
        var record = try await facts.ticket(ticket, trace: trace)
        record.proposedBy = request.proposedBy
        guard record.ticket == ticket else {
            throw Failure(
                .messageUnreadable,
                "the record \(ticket.sysID) is \(record.ticket.number), not \(ticket.number)")
        }
        let at = Timestamp.rounded(now())
        let attempt = DecisionAttempt(policy: policy, ticket: record, at: at, by: origin, trace: trace)
        switch attempt.read() {
        case .failure(let block):
            return try await store.record(attempt.decision(block, directory: nil), by: policy)
        case .success(let reading):
            let directory = try await facts.directory(for: reading, trace: trace)
            guard let user = directory.beneficiary.user, !reading.conflictGroups.isEmpty else {
                return try await store.record(attempt.decision(reading, directory), by: policy)
            }
            return try await store.record(
                for: ticket.number, of: user.id, against: reading.conflictGroups, at: at, by: policy
            ) { onTheWay in
                var directory = directory
                directory.onTheWay = onTheWay
                return attempt.decision(reading, directory)
            }
        }
    }
}
