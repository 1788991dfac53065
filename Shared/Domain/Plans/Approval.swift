public import Foundation

/// The recorded decision that a plan may be carried out: by whom, when, and for exactly which plan.
public struct Approval: Hashable, Codable, Sendable {
    /// How the decision came about.
    public enum Source: String, Codable, Sendable {
        /// The ticket's own approval in ServiceNow, carried on as evidence: enough for low risk.
        case ticket
    }

    /// One person's yes.
    public struct Decision: Hashable, Codable, Sendable {
        /// The approver's `sys_user` record.
        public var approver: SysID
        public var approverName: String
        /// When ServiceNow last changed the approval record, UTC; ServiceNow says it in whole seconds.
        public let at: Date
        /// The `sysapproval_approver` record that says so.
        public var record: SysID

        public init(approver: SysID, approverName: String, at: Date, record: SysID) {
            self.approver = approver
            self.approverName = approverName
            self.at = Timestamp.rounded(at)
            self.record = record
        }

        enum CodingKeys: String, CodingKey {
            case approver
            case approverName = "approver_name"
            case at
            case record
        }
    }

    public var source: Source
    public var decisions: [Decision]
    /// The plan that was approved.
    public var planDigest: String

    public init(source: Source, decisions: [Decision], planDigest: String) {
        self.source = source
        self.decisions = decisions
        self.planDigest = planDigest
    }

    enum CodingKeys: String, CodingKey {
        case source
        case decisions
        case planDigest = "plan_digest"
    }
}
