import Domain

/// Whose decision a plan needs. Pure.
enum ApprovalRule {
    enum Verdict: Hashable {
        /// Nobody's any more: the ticket's approval is enough, or it can't wait.
        case approved(Approval)
        /// People have to decide in Landfall.
        case waits
    }

    /// - Throws: ``Failure`` with ``Reason/approvalMissing`` when nobody approved the ticket; ``Reason/policyNobodyCanApprove`` for a risk
    ///   that isn't low and a plan that names nobody who could decide.
    static func judge(_ validated: RequestValidated) throws(Failure) -> Verdict {
        let plan = validated.plan
        guard !validated.ticketApprovals.isEmpty else {
            throw Failure(.approvalMissing, "\(validated.ritm) comes without anybody who approved it")
        }
        func approval(_ source: Approval.Source) -> Verdict {
            .approved(Approval(source: source, decisions: validated.ticketApprovals, planDigest: plan.digest))
        }
        if plan.emergency != nil, plan.until != nil { return approval(.emergency) }
        if let approvals = plan.approvals, !approvals.stages.isEmpty { return .waits }
        guard plan.risk == .low, plan.approvals == nil else {
            throw Failure(
                .policyNobodyCanApprove,
                "the plan of \(validated.ritm) is of \(plan.risk.rawValue) risk and names nobody who decides")
        }
        return approval(.ticket)
    }
}
