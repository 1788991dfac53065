/// The right to carry out a plan, or the end that the plan has: a policy decision and an approval for exactly that plan.
///
/// Nothing is written to Graph without one. There is no other way to make a mandate than to have both halves agree.
public struct Mandate: Hashable, Sendable {
    public let plan: Plan
    public let approval: Approval
    /// The removal that ends an access, where that is what the mandate is for; nil where it is for the plan.
    public let ending: OperationKey?
    /// What may be done.
    public let operations: [PlannedOperation]

    /// - Throws: ``Failure`` with ``Reason/approvalMandateMismatch`` when the approval is for another plan, or doesn't suffice for its risk;
    ///   ``Reason/approvalMissing`` when nobody decided.
    public init(plan: Plan, approval: Approval) throws(Failure) {
        try Self.check(approval, of: plan)
        self.plan = plan
        self.approval = approval
        self.ending = nil
        self.operations = plan.operations
    }

    /// The mandate to end an access: the approval of a plan with an end is the approval of the removal.
    ///
    /// - Parameter removal: the key of the removal of something that the plan adds.
    /// - Throws: as for the plan itself; ``Failure`` with ``Reason/approvalMandateMismatch`` also when the plan has no end, or doesn't add
    ///   what is to be removed.
    public init(plan: Plan, approval: Approval, ending removal: OperationKey) throws(Failure) {
        try Self.check(approval, of: plan)
        guard plan.until != nil, removal.action == .remove, let added = plan[removal.opposite] else {
            throw Failure(.approvalMandateMismatch, "the approved plan does not say that \(removal) is to be made")
        }
        self.plan = plan
        self.approval = approval
        self.ending = removal
        self.operations = [
            PlannedOperation(key: removal, entitlement: added.entitlement, groupName: added.groupName)
        ]
    }

    private static func check(_ approval: Approval, of plan: Plan) throws(Failure) {
        guard approval.planDigest == plan.digest else {
            throw Failure(
                .approvalMandateMismatch,
                "the approval is for plan \(approval.planDigest.prefix(12)), not for \(plan.digest.prefix(12))")
        }
        guard !approval.decisions.isEmpty else {
            throw Failure(.approvalMissing, "the approval names nobody who decided")
        }
        switch approval.source {
        case .ticket:
            guard plan.risk == .low else {
                throw Failure(
                    .approvalMandateMismatch, "the ticket's own approval is not enough for \(plan.risk.rawValue) risk")
            }
            guard plan.approvals == nil else {
                throw Failure(
                    .approvalMandateMismatch, "the plan asks for people's decisions, not for the ticket's alone")
            }
        case .people:
            guard let approvals = plan.approvals else {
                throw Failure(.approvalMandateMismatch, "the plan names nobody who could have decided")
            }
            if let missing = VoteCount(of: approval.votes, for: plan).missing(of: approvals.stages) {
                throw Failure(.approvalMandateMismatch, missing)
            }
        case .emergency:
            guard plan.emergency != nil, plan.until != nil else {
                throw Failure(.approvalMandateMismatch, "the plan is no emergency's, or has no end")
            }
        }
    }

    /// What its run is for.
    public var purpose: RunPurpose { ending == nil ? .plan : .end }

    /// The run that it is carried out by.
    public var run: RunID {
        ending.map { RunID(ritm: plan.ticket.number, planDigest: plan.digest, ending: $0) } ?? plan.run
    }

    /// What happens when a part can't be done. A removal that can't be made is never answered by anything else.
    public var onPartialFailure: PartialFailureRule { ending == nil ? plan.onPartialFailure : .keep }

    /// What happens when nothing more is to be begun.
    ///
    /// - Parameter isWithdrawn: whether that is because the request was withdrawn, which says nothing of an end.
    public func rule(isWithdrawn: Bool) -> PartialFailureRule {
        isWithdrawn && ending == nil ? plan.onWithdrawal : onPartialFailure
    }

    /// Whether this mandate covers a change.
    public func covers(_ key: OperationKey) -> Bool {
        operations.contains { $0.key == key }
    }
}
