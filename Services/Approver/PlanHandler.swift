import Domain
import Fleet
import Foundation
import Logging

/// Carries a low risk's approval on as evidence; what people have to decide about is opened as a case, and asked by the clock.
struct PlanHandler: StageHandler {
    let stage = Stage.approve
    let needs: Set<Dependency> = [.postgres]
    let store: ApprovalStore
    let cases: CaseStore
    let now: @Sendable () -> Date
    /// Is told when a case was opened.
    let opened: ChangeSignal

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        if case .requestWithdrawn(let withdrawn) = event.fact {
            try await store.withdraw(withdrawn.ritm, at: now())
            return .done()
        }
        guard case .requestValidated(let validated) = event.fact else { throw Failure.misplaced(event, in: stage) }
        switch try ApprovalRule.judge(validated) {
        case .approved(let approval):
            let state: ApprovalStore.State = approval.source == .emergency ? .emergency : .approved
            guard try await store.record(validated.plan, state: state, madeAt: event.at, at: now()) else {
                context.logger.notice("the request was withdrawn: it isn't carried on")
                return .done()
            }
            return .done([Emission(.requestApproved(RequestApproved(plan: validated.plan, approval: approval)))])
        case .waits:
            guard let approval = ApprovalCase(validated, openedAt: now(), link: cases.links.request(validated.plan.run))
            else { throw Failure(.serviceDefect, "the plan waits for people, and asks nobody") }
            guard try await cases.open(approval, madeAt: event.at, trace: context.trace) else {
                context.logger.notice("the request was withdrawn: nobody is asked to approve it")
                return .done()
            }
            opened.notify()
            context.logger.notice("people have to approve the plan")
            return .done()
        }
    }
}
