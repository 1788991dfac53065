import Domain
import Fleet
import Foundation
import Logging

/// Carries a low risk's approval on as evidence; a higher risk waits for a person, visibly, unless its request is withdrawn.
struct PlanHandler: StageHandler {
    let stage = Stage.approve
    let needs: Set<Dependency> = [.postgres]
    let store: ApprovalStore
    let now: @Sendable () -> Date

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        if case .requestWithdrawn(let withdrawn) = event.fact {
            try await store.withdraw(withdrawn.ritm, at: now())
            return .done()
        }
        guard case .requestValidated(let validated) = event.fact else { throw Failure.misplaced(event, in: stage) }
        switch try ApprovalRule.judge(validated) {
        case .approved(let approval):
            guard try await store.record(validated.plan, state: .approved, at: now()) else {
                context.logger.notice("the request was withdrawn: it isn't carried on")
                return .done()
            }
            return .done([Emission(.requestApproved(RequestApproved(plan: validated.plan, approval: approval)))])
        case .waits:
            guard try await store.record(validated.plan, state: .waiting, at: now()) else {
                context.logger.notice("the request was withdrawn: nobody is asked to approve it")
                return .done()
            }
            context.logger.notice("the plan waits for a person to approve it")
            return .done([Emission(.approvalRequested(ApprovalRequested(plan: validated.plan)))])
        }
    }
}
