public import Foundation

/// The recorded decision that a plan may be carried out: by whom, when, and for exactly which plan.
public struct Approval: Hashable, Codable, Sendable {
    /// How the decision came about.
    public enum Source: String, Codable, Sendable {
        /// The ticket's own approval in ServiceNow, carried on as evidence: enough for low risk.
        case ticket
        /// People decided in Landfall, stage by stage, as the plan asks.
        case people
        /// Nobody has decided yet: the plan is an emergency's, and is reviewed afterwards.
        case emergency
    }

    /// One person's yes to one stage of the plan.
    public struct Vote: Hashable, Codable, Sendable {
        /// Where it was given.
        public enum Place: String, Codable, Sendable, CaseIterable {
            /// On the Approver's page.
            case page
            /// On the approval's record in ServiceNow.
            case serviceNow = "servicenow"
        }

        /// The name of the stage.
        public var stage: String
        public var person: Person
        /// Whom they decided for, where somebody had delegated it to them.
        public var onBehalfOf: Person?
        public let at: Date
        public var place: Place
        public var comment: String?

        public init(
            stage: String, person: Person, onBehalfOf: Person? = nil, at: Date, place: Place, comment: String? = nil
        ) {
            self.stage = stage
            self.person = person
            self.onBehalfOf = onBehalfOf
            self.at = Timestamp.rounded(at)
            self.place = place
            self.comment = comment
        }

        enum CodingKeys: String, CodingKey {
            case stage
            case person
            case onBehalfOf = "on_behalf_of"
            case at
            case place
            case comment
        }
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
    /// Who approved the ticket in ServiceNow.
    public var decisions: [Decision]
    /// Who said yes in Landfall; empty where that wasn't asked for.
    public var votes: [Vote]
    /// The plan that was approved.
    public var planDigest: String

    public init(source: Source, decisions: [Decision], votes: [Vote] = [], planDigest: String) {
        self.source = source
        self.decisions = decisions
        self.votes = votes
        self.planDigest = planDigest
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            source: try container.decode(Source.self, forKey: .source),
            decisions: try container.decode([Decision].self, forKey: .decisions),
            votes: try container.decodeIfPresent([Vote].self, forKey: .votes) ?? [],
            planDigest: try container.decode(String.self, forKey: .planDigest))
    }

    /// An approval without votes is written as it was before there were any.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(source, forKey: .source)
        try container.encode(decisions, forKey: .decisions)
        if !votes.isEmpty { try container.encode(votes, forKey: .votes) }
        try container.encode(planDigest, forKey: .planDigest)
    }

    enum CodingKeys: String, CodingKey {
        case source
        case decisions
        case votes
        case planDigest = "plan_digest"
    }
}
