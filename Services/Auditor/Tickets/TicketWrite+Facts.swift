import Domain
import Fleet
import Foundation
import ServiceNow

extension TicketWrite {
    /// What an event makes of its ticket; nil for one that the ticket isn't told of.
    ///
    /// - Throws: ``Failure`` for a `run.landed` that doesn't prove every operation of its plan: no ticket is closed on it (I1).
    init?(telling event: Event) throws(Failure) {
        switch event.fact {
        case .requestBlocked(let blocked):
            self.init(ticket: blocked.ticket, turn: .blocked, cause: event.id, note: TicketNote.blocked(blocked))
            if let owner = blocked.owner { fields["assignment_group"] = owner.assignmentGroup.description }
        case .requestWithdrawn(let withdrawn):
            // Closed as complete, it may have been Landfall whose reply was lost.
            guard withdrawn.withdrawal.kind != .closedComplete else { return nil }
            self.init(
                ticket: withdrawn.ticket, turn: .withdrawn, cause: event.id, note: TicketNote.withdrawn(withdrawn))
        case .approvalRequested(let asked):
            self.init(
                ticket: asked.plan.ticket, run: event.run, turn: .awaitingApproval, cause: event.id,
                note: ApprovalNote.waiting(asked))
        case .approvalReminded(let reminded):
            self.init(
                ticket: reminded.plan.ticket, run: event.run, turn: .approvalReminded, cause: event.id,
                note: ApprovalNote.reminded(reminded))
        case .approvalEscalated(let escalated):
            self.init(
                ticket: escalated.plan.ticket, run: event.run, turn: .approvalEscalated, cause: event.id,
                note: ApprovalNote.escalated(escalated))
        case .approvalGiven(let given):
            self.init(
                ticket: given.ticket, run: event.run, turn: .approvalGiven, cause: event.id,
                note: ApprovalNote.given(given))
        case .requestRejected(let rejected):
            let note = ApprovalNote.rejected(rejected)
            self.init(
                ticket: rejected.plan.ticket, run: event.run, turn: .rejected, cause: event.id,
                state: .closedIncomplete, fulfilment: rejected.plan.fulfilment, note: note)
            comment = note
        case .runDeferred(let deferred):
            self.init(
                ticket: deferred.plan.ticket, run: event.run, turn: .deferred, cause: event.id,
                note: ApprovalNote.deferred(deferred))
        case .runStarted(let started):
            // Its ticket is closed, and stays so.
            let isRepair = started.retry?.repairs != nil
            self.init(
                ticket: started.plan.ticket, run: event.run, turn: isRepair ? .repairing : .provisioning,
                cause: event.id, state: isRepair ? nil : .workInProgress, note: TicketNote.started(started))
        case .operationThrottled(let throttled):
            // Of the end of an access only what came of it is told.
            guard throttled.purpose != .end else { return nil }
            self.init(
                ticket: throttled.ticket, run: event.run, turn: .throttled, cause: event.id,
                note: TicketNote.throttled(throttled))
        case .runLanded(let ended):
            guard ended.isProved else {
                throw Failure(.serviceDefect, "\(event.ritm) is said to have landed without proof of every change")
            }
            // What is put back closes no ticket: what had landed before has, or is about to.
            let isRepair = ended.repair != nil
            self.init(
                ticket: ended.plan.ticket, run: event.run, turn: isRepair ? .repaired : .fulfilled, cause: event.id,
                state: isRepair ? nil : .closedComplete, fulfilment: isRepair ? .item : ended.plan.fulfilment,
                note: TicketNote.landed(ended))
        case .runReverted(let ended):
            self.init(
                ticket: ended.plan.ticket, run: event.run, turn: ended.rollback == nil ? .reverted : .rolledBack,
                cause: event.id, note: TicketNote.reverted(ended))
        case .runStuck(let ended):
            let turn: TicketTurn =
                ended.rollback != nil ? .rollbackStuck : ended.repair != nil ? .repairStuck : .stuck
            self.init(
                ticket: ended.plan.ticket, run: event.run, turn: turn, cause: event.id, note: TicketNote.stuck(ended))
        case .retryRefused(let refused):
            self.init(
                ticket: refused.ticket, run: event.run, turn: .retryRefused, cause: event.id,
                note: TicketNote.retryRefused(refused))
        case .rollbackRefused(let refused):
            self.init(
                ticket: refused.ticket, run: event.run, turn: .rollbackRefused, cause: event.id,
                note: RollbackNote.refused(refused))
        case .accessEnding(let ending):
            let note = AccessNote.ending(ending)
            self.init(ticket: ending.ticket, run: event.run, turn: .accessEnding, cause: event.id, note: note)
            comment = note
        case .accessEnded(let ended):
            guard ended.isProved else {
                throw Failure(.serviceDefect, "an access of \(event.ritm) is said to be gone without proof")
            }
            self.init(
                ticket: ended.plan.ticket, run: event.run, turn: .accessEnded, cause: event.id,
                note: AccessNote.ended(ended))
        case .accessEndFailed(let ended):
            self.init(
                ticket: ended.plan.ticket, run: event.run, turn: .accessEndFailed, cause: event.id,
                note: AccessNote.failed(ended))
        case .accessEndCancelled(let cancelled):
            self.init(
                ticket: cancelled.ticket, run: event.run, turn: .accessEndCancelled, cause: event.id,
                note: AccessNote.cancelled(cancelled))
        case .accessDrifted(let drifted):
            self.init(
                ticket: drifted.plan.ticket, run: event.run, turn: .accessDrifted, cause: event.id,
                note: DriftNote.drifted(drifted))
        case .accessDriftEnded(let ended):
            self.init(
                ticket: ended.ticket, run: event.run, turn: .accessDriftEnded, cause: event.id,
                note: DriftNote.ended(ended))
        case .messageDeadLettered(let dead):
            guard let ticket = dead.ticket, Self.isToldOf(dead) else { return nil }
            let isOfEnd = dead.purpose == .end
            self.init(
                ticket: ticket, run: event.run, turn: isOfEnd ? .accessEndFailed : .stuck, cause: event.id,
                note: isOfEnd ? AccessNote.deadLettered(dead) : TicketNote.deadLettered(dead))
        default:
            return nil
        }
    }

    /// A dead letter of the stages that serve the ticket can't be told on the ticket: it is why the ticket could not be told. One of those that
    /// tell people elsewhere says nothing of the access.
    private static func isToldOf(_ dead: MessageDeadLettered) -> Bool {
        ![Stage.watch, .settle, .record, .notify, .incident].map(\.rawValue).contains(dead.stage)
    }
}
