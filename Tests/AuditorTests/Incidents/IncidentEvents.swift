import Domain
import Foundation
import TestSupport

/// Events of one request, stated some seconds after the first, that the tests of incidents are made of.
struct IncidentEvents {
    let plan: Plan

    init() throws {
        plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
    }

    var run: RunID { plan.run }

    func event(_ fact: Fact, after seconds: Double = 0) -> Event {
        Event(fact, at: Samples.at + seconds, by: Samples.origin, trace: Samples.trace)
    }

    func ended(_ states: [OperationState], start: Int, rollback: RunRollback? = nil) -> RunEnded {
        let ended = Samples.ended(plan, states: states)
        return RunEnded(
            plan: plan, approval: ended.approval, outcomes: ended.outcomes, endedAt: Samples.at, start: start,
            rollback: rollback)
    }

    func approved() -> Event {
        event(.requestApproved(RequestApproved(plan: plan, approval: Samples.approval(of: plan))))
    }

    func reverted(start: Int = 1, after seconds: Double = 0) -> Event {
        event(.runReverted(ended([.reverted, .refused], start: start)), after: seconds)
    }

    func stuck(start: Int = 1, after seconds: Double = 0) -> Event {
        event(.runStuck(ended([.verified, .refused], start: start)), after: seconds)
    }

    func landed(start: Int = 1, after seconds: Double = 0) -> Event {
        event(.runLanded(ended([.verified, .verified], start: start)), after: seconds)
    }

    /// Taken back by a person's wish.
    func takenBack(start: Int = 2, after seconds: Double = 0) -> Event {
        let rollback = RunRollback(
            start: start, askedBy: "Olga Orlova", askedAt: Samples.at, reason: "wrong person", agreedBy: "Ben Okafor")
        return event(.runReverted(ended([.reverted, .reverted], start: start, rollback: rollback)), after: seconds)
    }

    /// - Parameter fact: what could not be handled; the run's approval if nothing else is said.
    func dead(
        _ stage: String = "verify", _ reason: Reason = .graphUnverified, of fact: Fact? = nil, after seconds: Double = 0
    ) -> Event {
        let handled = event(
            fact ?? .requestApproved(RequestApproved(plan: plan, approval: Samples.approval(of: plan))))
        return event(
            .messageDeadLettered(
                MessageDeadLettered(
                    event: handled, stage: stage, attempts: 12, failure: Failure(reason, "what exactly happened"))),
            after: seconds)
    }

    func notApplied(of cause: Event, after seconds: Double = 0) -> Event {
        event(
            .ticketNotApplied(
                TicketNotApplied(
                    ticket: Samples.ticket, run: cause.run, turn: .fulfilled, cause: cause.id.uuidString.lowercased(),
                    failure: Failure(.serviceNowNotApplied, "it shows state 2"))), after: seconds)
    }

    func fulfilled(of cause: Event, after seconds: Double = 0) -> Event {
        event(
            .ticketFulfilled(
                TicketUpdated(
                    ticket: Samples.ticket, run: cause.run, turn: .fulfilled, cause: cause.id.uuidString.lowercased(),
                    correlation: nil)), after: seconds)
    }

    func updated(_ turn: TicketTurn, of cause: Event, after seconds: Double = 0) -> Event {
        event(
            .ticketUpdated(
                TicketUpdated(
                    ticket: Samples.ticket, run: cause.run, turn: turn, cause: cause.id.uuidString.lowercased(),
                    correlation: nil)), after: seconds)
    }

    /// The end of an access, which could not be removed, or is gone.
    func accessEnd(_ state: OperationState) -> Event {
        let outcome = RunEnded.Outcome(
            key: Samples.key(action: .remove), state: state, isOurChange: state == .verified,
            failure: state == .refused ? Failure(.graphForbidden, "removing: 403") : nil)
        let ended = AccessEnded(
            plan: plan, approval: Samples.approval(of: plan), outcome: outcome, dueAt: Samples.at, endedAt: Samples.at)
        return event(state == .verified ? .accessEnded(ended) : .accessEndFailed(ended))
    }

    func accessRenewed() -> Event {
        event(
            .accessEndCancelled(
                AccessEndCancelled(
                    ticket: Samples.ticket, run: run, beneficiary: Samples.person,
                    removal: PlannedOperation(
                        key: Samples.key(action: .remove), entitlement: "entitlement-1", groupName: "APP-GROUP-1"),
                    cancellation: .renewed, by: Samples.key(ritm: RITMNumber("RITM0010002")!), endsAt: nil)))
    }
}
