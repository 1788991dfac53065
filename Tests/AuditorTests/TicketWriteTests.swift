import Domain
import Foundation
import ServiceNow
import TestSupport
import Testing

@testable import Auditor

@Suite("What an event makes of its ticket")
struct TicketWriteTests {
    private let failure = Failure(.directoryGroupMissing, "APP-GROUP-1")

    private func write(_ fact: Fact) throws -> TicketWrite? {
        try TicketWrite(telling: Samples.event(fact))
    }

    private func deadLetter(in stage: String, of fact: Fact) -> Fact {
        .messageDeadLettered(
            MessageDeadLettered(event: Samples.event(fact), stage: stage, attempts: 12, failure: failure))
    }

    @Test("A blocked request goes to the owner of the entitlement, and its state stays as it is")
    func blocked() throws {
        let owned = try #require(
            try write(.requestBlocked(RequestBlocked(ticket: Samples.ticket, failure: failure, owner: Samples.owner))))
        #expect(owned.turn == .blocked)
        #expect(owned.state == nil)
        #expect(owned.run == nil)
        #expect(owned.fields == ["assignment_group": Samples.owner.assignmentGroup.description])
        #expect(owned.values(in: .init())["assignment_group"] == Samples.owner.assignmentGroup.description)
        #expect(owned.values(in: .init())["state"] == nil)

        let unowned = try #require(
            try write(.requestBlocked(RequestBlocked(ticket: Samples.ticket, failure: failure, owner: nil))))
        #expect(unowned.fields.isEmpty)
    }

    @Test("Waiting, throttled and stuck leave the state as it is; a run that begins sets work in progress")
    func open() throws {
        let plan = try Samples.plan(risk: .high)
        let expected: [(Fact, TicketTurn, ItemState?)] = [
            (.approvalRequested(ApprovalRequested(plan: plan)), .awaitingApproval, nil),
            (.runStarted(RunStarted(plan: plan, approval: Samples.approval(of: plan))), .provisioning, .workInProgress),
            (
                .operationThrottled(
                    OperationThrottled(
                        ticket: Samples.ticket, run: plan.run, key: Samples.key(), attempt: 1,
                        failure: Failure(.graphThrottled, "429"))), .throttled, nil
            ),
            (.runStuck(Samples.ended(plan, states: [.refused])), .stuck, nil),
            (
                .retryRefused(
                    RetryRefused(
                        ticket: Samples.ticket, run: plan.run,
                        retry: RunRetry(start: 2, askedBy: "Olga", askedAt: Samples.at), refusal: .underWay)),
                .retryRefused, nil
            ),
        ]
        for (fact, turn, state) in expected {
            let write = try #require(try write(fact))
            #expect(write.turn == turn)
            #expect(write.state == state)
            #expect(write.run == plan.run)
            #expect(write.ticket == Samples.ticket)
            #expect(write.cause == Samples.event(fact).id)
            #expect(write.values(in: .init())["close_notes"] == nil)
        }
    }

    @Test("What becomes of a rollback is told whatever the ticket has come to, and leaves its state as it is")
    func rollback() throws {
        let plan = try Samples.plan()
        let rollback = RunRollback(start: 2, askedBy: "Olga", askedAt: Samples.at, reason: "granted by mistake")
        var undone = Samples.ended(plan, states: [.reverted])
        undone.rollback = rollback
        var stuck = Samples.ended(plan, states: [.reverting])
        stuck.rollback = rollback
        let refused = RollbackRefused(
            ticket: Samples.ticket, run: plan.run, rollback: rollback, refusal: .superseded)
        let expected: [(Fact, TicketTurn)] = [
            (.runReverted(undone), .rolledBack), (.runStuck(stuck), .rollbackStuck),
            (.rollbackRefused(refused), .rollbackRefused),
        ]
        for (fact, turn) in expected {
            let write = try #require(try write(fact))
            #expect(write.turn == turn && turn.isAfterwards && write.state == nil && write.fields.isEmpty)
        }
    }

    @Test("A withdrawn request is told on its ticket, as it was left; not where Landfall itself may have closed it")
    func withdrawn() throws {
        for kind in [RequestWithdrawal.Kind.cancelled, .approvalWithdrawn] {
            let fact = RequestWithdrawn(ticket: Samples.ticket, withdrawal: Samples.withdrawal(kind))
            let write = try #require(try write(.requestWithdrawn(fact)))
            #expect(write.turn == .withdrawn && write.turn.isAfterwards && write.state == nil && write.fields.isEmpty)
            #expect(write.note.contains(fact.withdrawal.sentence) && write.note.contains("Last changed by ana."))
        }
        let complete = RequestWithdrawn(ticket: Samples.ticket, withdrawal: Samples.withdrawal(.closedComplete))
        #expect(try write(.requestWithdrawn(complete)) == nil)
    }

    @Test("A run whose every operation is verified closes the ticket, state and note in one write")
    func landed() throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let write = try #require(try write(.runLanded(Samples.ended(plan, states: [.verified, .verified]))))
        #expect(write.turn == .fulfilled)
        #expect(write.state == .closedComplete)
        #expect(write.values(in: .init())["state"] == "3")
        #expect(write.values(in: .init())["close_notes"] == write.note)
        #expect(write.values(in: .init())["work_notes"] == "\(write.note)\n\(write.marker)")
    }

    @Test("Where a task stands for the item, the state goes to the task, and the item gets its note alone")
    func landedByTask() throws {
        let plan = try Samples.plan(fulfilment: .task)
        let states = try StateValues<ItemState>(text: "closed_complete=30")
        let write = try #require(try write(.runLanded(Samples.ended(plan, states: [.verified]))))
        #expect(write.state == .closedComplete && write.writtenState == nil)
        #expect(write.values(in: states) == ["work_notes": "\(write.note)\n\(write.marker)"])
        #expect(
            write.taskValues(closing: .closedComplete, in: states) == [
                "state": "30", "close_notes": write.note, "work_notes": "\(write.note)\n\(write.marker)",
            ])
        let started = try #require(
            try self.write(.runStarted(RunStarted(plan: plan, approval: Samples.approval(of: plan)))))
        #expect(started.values(in: states)["state"] == "2")
    }

    @Test("A configured value is what is sent")
    func configuredStates() throws {
        let plan = try Samples.plan()
        let states = try StateValues<ItemState>(text: "closed_complete=30,work_in_progress=20")
        let landed = try #require(try write(.runLanded(Samples.ended(plan, states: [.verified]))))
        #expect(landed.values(in: states)["state"] == "30")
        let started = try #require(
            try write(.runStarted(RunStarted(plan: plan, approval: Samples.approval(of: plan)))))
        #expect(started.values(in: states)["state"] == "20")
    }

    @Test(
        "A run that is said to have landed without proof of every operation closes nothing (I1)",
        arguments: [
            [OperationState.verified, .planned], [.verified, .intended], [.applied, .verified], [.verified, .refused],
            [.verified], [],
        ])
    func unproved(states: [OperationState]) throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let fact = Fact.runLanded(Samples.ended(plan, states: states))
        let problem = #expect(throws: Failure.self) { try write(fact) }
        #expect(problem?.reason == .serviceDefect)
    }

    @Test("Proof of another operation is no proof (I1)")
    func foreignProof() throws {
        let plan = try Samples.plan(groups: [Samples.group])
        var ended = Samples.ended(plan, states: [.verified])
        ended.outcomes[0].key = Samples.key(Samples.otherGroup)
        #expect(throws: Failure.self) { try write(.runLanded(ended)) }
    }

    @Test("A dead letter is told on its ticket, unless it is of a stage that serves the ticket, or names none")
    func deadLetters() throws {
        let received = Fact.requestReceived(RequestReceived(ticket: Samples.ticket))
        for stage in ["validate", "approve", "execute", "verify"] {
            let write = try #require(try write(deadLetter(in: stage, of: received)))
            #expect(write.turn == .stuck)
            #expect(write.state == nil)
        }
        #expect(try write(deadLetter(in: "settle", of: received)) == nil)
        #expect(try write(deadLetter(in: "record", of: received)) == nil)
        let run = try Samples.plan().run
        let key = Samples.key()
        let due = Fact.operationVerificationDue(OperationVerificationDue(ticket: Samples.ticket, run: run, key: key))
        #expect(try write(deadLetter(in: "verify", of: due))?.turn == .stuck)
        let satisfied = Fact.operationSatisfied(
            OperationSatisfied(run: run, key: key, correlation: Samples.correlation))
        #expect(try write(deadLetter(in: "verify", of: satisfied)) == nil)
    }

    @Test("Nothing else is told on the ticket")
    func silent() throws {
        let plan = try Samples.plan()
        let run = plan.run
        let key = Samples.key()
        let facts: [Fact] = [
            .requestReceived(RequestReceived(ticket: Samples.ticket)),
            .requestValidated(RequestValidated(plan: plan, ticketApprovals: [Samples.decision])),
            .requestApproved(RequestApproved(plan: plan, approval: Samples.approval(of: plan))),
            .operationSatisfied(OperationSatisfied(run: run, key: key, correlation: Samples.correlation)),
            .operationApplied(
                OperationApplied(
                    run: run, key: key, attempt: 1, evidence: .accepted, correlation: Samples.correlation)),
            .operationAttemptFailed(OperationAttemptFailed(run: run, key: key, attempt: 1, failure: failure)),
            .operationRefused(OperationRefused(run: run, key: key, failure: failure)),
            .operationVerificationDue(OperationVerificationDue(ticket: Samples.ticket, run: run, key: key)),
            .operationVerified(OperationVerified(run: run, key: key, agreeingReads: 2, isOurChange: true)),
            .ticketUpdated(
                TicketUpdated(
                    ticket: Samples.ticket, run: run, turn: .provisioning, cause: "c", correlation: nil)),
            .ticketFulfilled(
                TicketUpdated(ticket: Samples.ticket, run: run, turn: .fulfilled, cause: "c", correlation: nil)),
            .ticketNotApplied(
                TicketNotApplied(
                    ticket: Samples.ticket, run: run, turn: .fulfilled, cause: "c", failure: failure)),
        ]
        for fact in facts { #expect(try write(fact) == nil) }
    }
}
