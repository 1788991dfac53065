import Domain
import Foundation

/// Values that the tests are made of.
enum Samples {
    static let ritm = RITMNumber("RITM0010001")!
    static let otherRITM = RITMNumber("RITM0010002")!
    static let user = UserID("a0000000-0000-4000-8000-000000000001")!
    static let otherUser = UserID("a0000000-0000-4000-8000-000000000002")!
    static let group = GroupID("b0000000-0000-4000-8000-000000000001")!
    static let otherGroup = GroupID("b0000000-0000-4000-8000-000000000002")!
    static let ticket = Ticket(sysID: SysID("c0000000000000000000000000000001")!, number: ritm)
    static let person = Person(id: user, userPrincipalName: "ana@contoso.example", displayName: "Ana")
    static let owner = Entitlement.Owner(
        name: "Finance applications", assignmentGroup: SysID("d0000000000000000000000000000001")!)
    static let key = OperationKey(ritm: ritm, user: user, group: group, action: .add)
    static let otherKey = OperationKey(ritm: ritm, user: user, group: otherGroup, action: .add)
    static let operation = PlannedOperation(key: key, entitlement: "fin-readers", groupName: "APP-FIN-READERS")
    static let otherOperation = PlannedOperation(
        key: otherKey, entitlement: "fin-writers", groupName: "APP-FIN-WRITERS")
    static let policyVersion = String(repeating: "ab", count: 32)
    static let at = Date(timeIntervalSince1970: 1_795_421_400.123)
    static let origin = Origin(service: "executor", instance: "executor-1")
    static let trace = TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")!
    static let correlation = CorrelationIDs(
        clientRequestID: "11111111-2222-4333-8444-555555555555", requestID: "94fb3b52-0000-4000-8000-000000000000")

    /// 24 December 2026, 17:00 UTC.
    static let until = Date(timeIntervalSince1970: 1_798_131_600)
    static let planWithEnd = plan(until: until)

    static func plan(
        risk: Risk = .low, operations: [PlannedOperation] = [operation, otherOperation], until: Date? = nil
    ) -> Plan {
        do {
            return try Plan(
                ticket: ticket, beneficiary: person, operations: operations, risk: risk, onPartialFailure: .rollBack,
                policyVersion: policyVersion, until: until)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    static let decision = Approval.Decision(
        approver: SysID("e0000000000000000000000000000001")!, approverName: "Ben",
        at: Date(timeIntervalSince1970: 1_795_420_000), record: SysID("f0000000000000000000000000000001")!)

    static func approval(of plan: Plan = plan()) -> Approval {
        Approval(source: .ticket, decisions: [decision], planDigest: plan.digest)
    }

    static let failure = Failure(
        .graphThrottled, "adding: 429 TooManyRequests", correlation: correlation, retryAfterSeconds: 2.128)

    static let outcomes = [
        RunEnded.Outcome(key: key, state: .verified, isOurChange: true, correlation: correlation),
        RunEnded.Outcome(key: otherKey, state: .verified, isOurChange: false),
    ]

    static let retry = RunRetry(start: 2, askedBy: "Olga Orlova", askedAt: at, reason: "the group is back")

    static let withdrawal = RequestWithdrawal(
        kind: .cancelled, state: "7", approval: "approved", changedBy: "ana", seenAt: at)

    static let rollback = RunRollback(
        start: 2, askedBy: "Olga Orlova", askedAt: at, reason: "granted by mistake", agreedBy: "Per Persson")

    static let removal = PlannedOperation(
        key: key.opposite, entitlement: "fin-readers", groupName: "APP-FIN-READERS")

    static func accessEnded(_ state: OperationState, failure: Failure? = nil) -> AccessEnded {
        AccessEnded(
            plan: planWithEnd, approval: approval(of: planWithEnd),
            outcome: RunEnded.Outcome(
                key: key.opposite, state: state, isOurChange: state == .verified, correlation: correlation,
                failure: failure),
            dueAt: until, endedAt: until + 8.5)
    }

    static func incident(_ cause: String, of run: RunID) -> IncidentTold {
        IncidentTold(
            ritm: ritm, run: run, sysID: SysID("1c000000000000000000000000000001")!, number: "INC0010001", cause: cause,
            correlation: correlation)
    }

    /// One fact of each type, with every optional part present that it had from the start.
    static let facts = facts(of: plan())

    private static func facts(of plan: Plan) -> [Fact] {
        let run = plan.run
        let refused = RunEnded.Outcome(
            key: otherKey, state: .refused, isOurChange: false, failure: Failure(.directoryGroupMissing, "gone"))
        return [
            .requestReceived(RequestReceived(ticket: ticket)),
            .requestValidated(RequestValidated(plan: plan, ticketApprovals: [decision])),
            .requestBlocked(
                RequestBlocked(ticket: ticket, failure: Failure(.directoryGroupMissing, "gone"), owner: owner)),
            .requestApproved(RequestApproved(plan: plan, approval: approval(of: plan))),
            .requestWithdrawn(RequestWithdrawn(ticket: ticket, withdrawal: withdrawal)),
            .requestRejected(
                RequestRejected(
                    plan: planForPeople, failure: Failure(.approvalDenied, "“Owner”: not needed"),
                    denial: vote("Owner", ben, comment: "not needed"))),
            .approvalRequested(ApprovalRequested(plan: plan)),
            .approvalReminded(ApprovalReminded(plan: planForPeople, question: question, reminder: 1)),
            .approvalEscalated(ApprovalEscalated(plan: planForPeople, question: question, cause: .nobodyLeft)),
            .approvalGiven(
                ApprovalGiven(ticket: ticket, plan: planForPeople.run, vote: vote("Owner", ben, for: cleo))),
            .approvalRefused(
                ApprovalRefused(
                    ticket: ticket, plan: planForPeople.run, person: cleo, attempt: "page:1",
                    failure: Failure(.approvalDecidedAlready, ""))),
            .runStarted(RunStarted(plan: plan, approval: approval(of: plan))),
            .runDeferred(RunDeferred(plan: plan, opensAt: at + 3_600)),
            .operationSatisfied(OperationSatisfied(run: run, key: key, correlation: correlation)),
            .operationApplied(
                OperationApplied(run: run, key: key, attempt: 2, evidence: .alreadySo, correlation: correlation)),
            .operationAttemptFailed(
                OperationAttemptFailed(run: run, key: key, attempt: 1, failure: Failure(.graphReplyLost, "lost"))),
            .operationThrottled(OperationThrottled(ticket: ticket, run: run, key: key, attempt: 1, failure: failure)),
            .operationRefused(OperationRefused(run: run, key: key, failure: Failure(.graphForbidden, "403"))),
            .operationVerificationDue(OperationVerificationDue(ticket: ticket, run: run, key: key)),
            .operationVerified(OperationVerified(run: run, key: key, agreeingReads: 2, isOurChange: true)),
            .operationUndoApplied(
                OperationUndoApplied(run: run, key: key, attempt: 3, evidence: .accepted, correlation: correlation)),
            .operationUndoRefused(
                OperationUndoRefused(run: run, key: key, attempt: 3, failure: Failure(.graphForbidden, "403"))),
            .operationReverted(OperationReverted(run: run, key: key, attempt: 3, agreeingReads: 2)),
            .runLanded(RunEnded(plan: plan, approval: approval(of: plan), outcomes: outcomes, endedAt: at)),
            .runReverted(
                RunEnded(
                    plan: plan, approval: approval(of: plan),
                    outcomes: [
                        RunEnded.Outcome(key: key, state: .reverted, isOurChange: true, correlation: correlation),
                        refused,
                    ], endedAt: at)),
            .runStuck(
                RunEnded(plan: plan, approval: approval(of: plan), outcomes: [outcomes[0], refused], endedAt: at)),
            .retryRequested(RetryRequested(plan: plan, approval: approval(of: plan), retry: retry)),
            .retryRefused(RetryRefused(ticket: ticket, run: run, retry: retry, refusal: .landed)),
            .rollbackProposed(
                RollbackProposed(
                    ticket: ticket, run: run,
                    rollback: RunRollback(start: 2, askedBy: "Olga Orlova", askedAt: at, reason: "granted by mistake"),
                    expiresAt: at + 86_400)),
            .rollbackRequested(RollbackRequested(plan: plan, approval: approval(of: plan), rollback: rollback)),
            .rollbackRefused(RollbackRefused(ticket: ticket, run: run, rollback: rollback, refusal: .superseded)),
            .accessEnding(
                AccessEnding(
                    ticket: ticket, run: planWithEnd.run, beneficiary: person, removal: removal, endsAt: until)),
            .accessEndDue(AccessEndDue(plan: planWithEnd, approval: approval(of: planWithEnd), key: removal.key)),
            .accessEnded(accessEnded(.verified)),
            .accessEndFailed(accessEnded(.refused, failure: Failure(.graphForbidden, "403"))),
            .accessEndCancelled(
                AccessEndCancelled(
                    ticket: ticket, run: planWithEnd.run, beneficiary: person, removal: removal,
                    cancellation: .renewed,
                    by: OperationKey(ritm: otherRITM, user: user, group: group, action: .add), endsAt: until + 86_400)),
            .accessDrifted(
                AccessDrifted(
                    plan: planWithEnd, approval: approval(of: planWithEnd), key: key, kind: .removedOutside,
                    cause: .directoryGroupMissing, dueAt: until, inOrderAt: at, foundAt: at + 86_400,
                    numberInGroup: 3)),
            .accessDriftEnded(
                AccessDriftEnded(
                    ticket: ticket, run: planWithEnd.run, beneficiary: person, operation: removal, kind: .addedOutside,
                    foundAt: at + 86_400, endedAt: at + 172_800, isMember: false, numberInGroup: 3)),
            .ticketUpdated(
                TicketUpdated(
                    ticket: ticket, run: run, turn: .provisioning, cause: "run.started", correlation: correlation)),
            .ticketFulfilled(
                TicketUpdated(ticket: ticket, run: run, turn: .fulfilled, cause: "run.landed", correlation: correlation)
            ),
            .ticketNotApplied(
                TicketNotApplied(
                    ticket: ticket, run: run, turn: .fulfilled, cause: "run.landed",
                    failure: Failure(.serviceNowNotApplied, "state is 2"))),
            .ticketPending(
                TicketPending(ticket: ticket, run: run, beneficiary: person, cause: "run.landed", landedAt: at)),
            .incidentOpened(incident("run.stuck", of: run)), .incidentUpdated(incident("run.reverted", of: run)),
            .incidentResolved(incident("run.landed", of: run)),
            .messageDeadLettered(
                MessageDeadLettered(
                    event: event(.requestReceived(RequestReceived(ticket: ticket))), stage: "validate", attempts: 6,
                    failure: Failure(.serviceNowRecordGone, "404"))),
        ]
    }

    static func event(_ fact: Fact) -> Event {
        Event(fact, at: at, by: origin, trace: trace)
    }

    static let events = facts.map(event)
}

/// A seeded generator (SplitMix64): a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
