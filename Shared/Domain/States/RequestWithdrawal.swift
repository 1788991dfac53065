public import Foundation

/// How a request item was found in ServiceNow whose access hadn't been told to have landed: somebody has closed it, or taken its approval
/// back.
public struct RequestWithdrawal: Hashable, Codable, Sendable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// Closed, but not as complete.
        case cancelled
        /// Closed as complete, and not by Landfall.
        case closedComplete = "closed_complete"
        /// Still open, and not approved any more.
        case approvalWithdrawn = "approval_withdrawn"
    }

    public var kind: Kind
    /// `state` of the item, as the instance numbers them.
    public var state: String
    /// `approval` of the item.
    public var approval: String
    /// The user name of whoever changed the item last, where it could be read.
    public var changedBy: String?
    /// UTC, to the millisecond.
    public let seenAt: Date

    public init(kind: Kind, state: String, approval: String, changedBy: String?, seenAt: Date) {
        self.kind = kind
        self.state = state
        self.approval = approval
        self.changedBy = changedBy
        self.seenAt = Timestamp.rounded(seenAt)
    }

    /// What happened to the ticket, for people; the end of a sentence.
    public var sentence: String {
        switch kind {
        case .cancelled: "the ticket was closed (state \(state)) before its access had landed"
        case .closedComplete: "the ticket was closed as complete before its access had landed"
        case .approvalWithdrawn: "the ticket's approval was taken back (it is “\(approval)” now)"
        }
    }

    /// Taking a run back because of this, as the start of the run that does it.
    public func rollback(start: Int) -> RunRollback {
        RunRollback(
            start: start, askedBy: changedBy.map { "\($0) in ServiceNow" } ?? "ServiceNow", askedAt: seenAt,
            reason: sentence)
    }

    enum CodingKeys: String, CodingKey {
        case kind
        case state
        case approval
        case changedBy = "changed_by"
        case seenAt = "seen_at"
    }
}
