import Domain
import Fleet
import Foundation
import Logging

/// What is looked at right before anything is changed: whether it is time, and whether it is still wanted. What is taken back, put back, or
/// comes to its end waits for neither.
extension ExecutionHandler {
    /// Puts a start off until each of the plan's windows is open; nil: it may begin, or has.
    ///
    /// - Throws: ``Failure`` with ``Reason/policyHoursNeverMeet``.
    func deferral(_ mandate: Mandate, start: Int, _ context: HandlingContext) async throws -> StageOutcome? {
        let plan = mandate.plan
        guard !plan.changeWindows.isEmpty else { return nil }
        let now = now()
        let opening = ChangeHours(plan.changeWindows).opening(from: now)
        guard opening != now, try await ledger.isYetToBegin(plan, start: start) else { return nil }
        guard let opening else {
            throw Failure(.policyHoursNeverMeet, "the windows of the entitlements of \(plan.ticket.number) never meet")
        }
        context.logger.info("the run waits for the hours in which it may begin: \(Timestamp.text(of: opening))")
        let fact = RunDeferred(plan: plan, opensAt: opening, start: start)
        return .later(Self.wait(until: opening, at: now), [Emission(.runDeferred(fact))])
    }

    /// Looks at the ticket before the first change of a start, and again before those that follow much later.
    ///
    /// - Returns: what has come of the run where it isn't wanted any more; nil: it goes on.
    /// - Throws: ``Failure`` when the ticket can't be looked at: nothing is changed then.
    func lookAgain(_ run: LedgerRun, _ mandate: Mandate, _ context: HandlingContext) async throws -> StageOutcome? {
        guard mandate.purpose == .plan, run.direction == .forward, run.rollback == nil, run.withdrawal == nil,
            run.retry?.repairs == nil, run.states.contains(.planned)
        else { return nil }
        let start = run.retry?.start ?? 1
        guard !looks.hold(for: mandate.run, start: start, at: now()) else { return nil }
        let ticket = mandate.plan.ticket
        switch try await tickets.standing(of: ticket, at: now()) {
        case .wanted:
            looks.add(mandate.run, start: start, at: now())
            return nil
        case .withdrawn(let withdrawal):
            context.logger.notice("nothing more is changed: \(withdrawal.sentence)")
            _ = try await ledger.withdraw(RequestWithdrawn(ticket: ticket, withdrawal: withdrawal), at: now())
            return try await stop(mandate, withdrawal, context)
        case .gone:
            let failure = Failure(
                .serviceNowRecordGone, "\(ticket.number) (\(ticket.sysID)) did not show right before the change")
            for operation in run.operations where operation.state == .planned {
                try await ledger.recordRefused(operation, failure, at: now())
            }
            return try await carryOut(try await ledger.open(mandate, at: now()), mandate, context)
        }
    }
}
