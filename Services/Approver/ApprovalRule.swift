import Domain

/// Whether a plan may go on with the ticket's own approval. Pure.
enum ApprovalRule {
    enum Verdict: Hashable {
        /// The ticket's approval is enough.
        case approved(Approval)
        /// A person has to decide in Landfall.
        case waits
    }

    /// - Throws: ``Failure`` with ``Reason/approvalMissing`` when nobody approved the ticket.
    static func judge(_ validated: RequestValidated) throws(Failure) -> Verdict {
        guard !validated.ticketApprovals.isEmpty else {
            throw Failure(.approvalMissing, "\(validated.ritm) comes without anybody who approved it")
        }
        switch validated.plan.risk {
        case .low:
            return .approved(
                Approval(source: .ticket, decisions: validated.ticketApprovals, planDigest: validated.plan.digest))
        case .high, .privileged:
            return .waits
        }
    }
}
