import Domain
import Fleet
import Foundation
import Logging
import ServiceNow

/// Decides about a request that was received: once, on record, and the same answer whenever it is asked again.
struct RequestHandler: StageHandler {
    let stage = Stage.validate
    let needs: Set<Dependency> = [.serviceNow, .graph, .postgres]
    let policies: PolicySource
    let facts: FactReader
    let store: DecisionStore
    let now: @Sendable () -> Date

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        guard case .requestReceived(let request) = event.fact else { throw Failure.misplaced(event, in: stage) }
        if let decided = try await store.decision(for: request.ticket.number) {
            return .done([Emission(decided)])
        }
        let policy = try await policies.inForce()
        let fact = try await decide(request.ticket, by: policy, trace: context.trace)
        let stated = Event(fact, at: Timestamp.rounded(now()), by: event.by, trace: context.trace)
        let standing = try await store.record(stated, by: policy)
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

    private func decide(_ ticket: Ticket, by policy: PolicyFile, trace: TraceContext) async throws -> Fact {
        let ticketFacts = try await facts.ticket(ticket, trace: trace)
        guard ticketFacts.item.ticket == ticket else {
            throw Failure(
                .messageUnreadable,
                "the record \(ticket.sysID) is \(ticketFacts.item.ticket.number), not \(ticket.number)")
        }
        let check: TicketCheck
        do throws(Failure) {
            check = try TicketCheck(ticketFacts, policy: policy.policy, now: now())
        } catch {
            return .requestBlocked(RequestBlocked(ticket: ticket, failure: error, owner: nil))
        }
        async let groups = facts.groups(check.entitlements.map(\.group), trace: trace)
        guard let user = try await facts.user(check.userName, trace: trace) else {
            let failure = Failure(.directoryUserMissing, "nobody in Entra is called \(check.userName)")
            return .requestBlocked(RequestBlocked(ticket: ticket, failure: failure, owner: nil))
        }
        let decision = PolicyDecision.decide(
            ticket: ticket, item: check.item, entitlements: check.entitlements, user: user, groups: try await groups,
            policyVersion: policy.version, until: check.until)
        return switch decision {
        case .planned(let plan):
            .requestValidated(RequestValidated(plan: plan, ticketApprovals: ticketFacts.approvals))
        case .blocked(let failure, let owner):
            .requestBlocked(RequestBlocked(ticket: ticket, failure: failure, owner: owner))
        }
    }
}
