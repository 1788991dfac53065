/// The right to carry out a plan: a policy decision and an approval for exactly that plan.
///
/// Nothing is written to Graph without one. There is no other way to make a mandate than to have both halves agree.
public struct Mandate: Hashable, Sendable {
    public let plan: Plan
    public let approval: Approval

    /// - Throws: ``Failure`` with ``Reason/approvalMandateMismatch`` when the approval is for another plan, or doesn't suffice for its risk;
    ///   ``Reason/approvalMissing`` when nobody decided.
    public init(plan: Plan, approval: Approval) throws(Failure) {
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
        }
        self.plan = plan
        self.approval = approval
    }

    /// Whether this mandate covers a change.
    public func covers(_ key: OperationKey) -> Bool {
        plan[key] != nil
    }
}
