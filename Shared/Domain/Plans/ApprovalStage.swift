/// One of the decisions that a plan needs: so many people of a pool have to say yes, and no one may say no.
public struct ApprovalStage: Hashable, Codable, Sendable {
    public var name: String
    /// How many different people have to say yes; 1 or more.
    public var needed: Int
    public var approvers: ApproverPool
    /// Who may decide, too, once the stage is escalated; nil: nobody else, the owner is told.
    public var escalateTo: ApproverPool?

    public init(name: String, needed: Int = 1, approvers: ApproverPool, escalateTo: ApproverPool? = nil) {
        self.name = name
        self.needed = needed
        self.approvers = approvers
        self.escalateTo = escalateTo
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            needed: try container.decodeIfPresent(Int.self, forKey: .needed) ?? 1,
            approvers: try container.decode(ApproverPool.self, forKey: .approvers),
            escalateTo: try container.decodeIfPresent(ApproverPool.self, forKey: .escalateTo))
    }

    var digestParts: [String] {
        ["stage", name, String(needed)] + approvers.digestParts + ["escalate"] + (escalateTo?.digestParts ?? [])
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name
        case needed
        case approvers
        case escalateTo = "escalate_to"
    }
}
