public import Domain
public import Foundation

/// Values that the tests of services are made of.
public enum Samples {
    public static let ritm = RITMNumber("RITM0010001")!
    public static let user = UserID("a0000000-0000-4000-8000-000000000001")!
    public static let group = GroupID("b0000000-0000-4000-8000-000000000001")!
    public static let otherGroup = GroupID("b0000000-0000-4000-8000-000000000002")!
    public static let sysID = SysID("c0000000000000000000000000000001")!
    public static let ticket = Ticket(sysID: sysID, number: ritm)
    public static let person = Person(id: user, userPrincipalName: "ana@contoso.example", displayName: "Ana Alvarez")
    public static let owner = Entitlement.Owner(
        name: "Finance applications", assignmentGroup: SysID("d0000000000000000000000000000001")!)
    public static let at = Date(timeIntervalSince1970: 1_795_421_400)
    public static let origin = Origin(service: "executor", instance: "executor-1")
    public static let trace = TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")!
    public static let correlation = CorrelationIDs(
        clientRequestID: "11111111-2222-4333-8444-555555555555", requestID: "94fb3b52-0000-4000-8000-000000000000")
    public static let decision = Approval.Decision(
        approver: SysID("e0000000000000000000000000000001")!, approverName: "Bo Berg",
        at: Date(timeIntervalSince1970: 1_795_420_000), record: SysID("f0000000000000000000000000000001")!)

    public static func key(
        _ group: GroupID = group, ritm: RITMNumber = ritm, action: MembershipAction = .add
    ) -> OperationKey {
        OperationKey(ritm: ritm, user: user, group: group, action: action)
    }

    public static func plan(
        ritm: RITMNumber = ritm, groups: [GroupID] = [group], action: MembershipAction = .add, risk: Risk = .low,
        onPartialFailure: PartialFailureRule = .rollBack, onWithdrawal: PartialFailureRule = .rollBack,
        until: Date? = nil, fulfilment: Fulfilment = .item, onDrift: DriftResponse = .report
    ) throws -> Plan {
        try Plan(
            ticket: Ticket(sysID: sysID, number: ritm), beneficiary: person,
            operations: groups.enumerated().map { index, group in
                PlannedOperation(
                    key: key(group, ritm: ritm, action: action), entitlement: "entitlement-\(index + 1)",
                    groupName: "APP-GROUP-\(index + 1)")
            },
            risk: risk, onPartialFailure: onPartialFailure, onWithdrawal: onWithdrawal,
            policyVersion: String(repeating: "ab", count: 32),
            until: until, fulfilment: fulfilment, onDrift: onDrift)
    }

    public static let withdrawal = withdrawal(.cancelled)

    public static func withdrawal(_ kind: RequestWithdrawal.Kind) -> RequestWithdrawal {
        RequestWithdrawal(
            kind: kind, state: kind == .closedComplete ? "3" : kind == .cancelled ? "7" : "2",
            approval: kind == .approvalWithdrawn ? "rejected" : "approved", changedBy: "ana", seenAt: at + 30)
    }

    public static func approval(of plan: Plan) -> Approval {
        Approval(source: .ticket, decisions: [decision], planDigest: plan.digest)
    }

    public static func mandate(_ plan: Plan) throws -> Mandate {
        try Mandate(plan: plan, approval: approval(of: plan))
    }

    public static func ended(_ plan: Plan, states: [OperationState], isOurChange: Bool = true) -> RunEnded {
        let outcomes = zip(plan.operations, states).map { operation, state in
            RunEnded.Outcome(
                key: operation.key, state: state, isOurChange: isOurChange && state == .verified,
                correlation: correlation,
                failure: state == .refused ? Failure(.graphForbidden, "adding: 403") : nil)
        }
        return RunEnded(plan: plan, approval: approval(of: plan), outcomes: outcomes, endedAt: at)
    }

    public static func event(_ fact: Fact) -> Event {
        Event(fact, at: at, by: origin, trace: trace)
    }
}
