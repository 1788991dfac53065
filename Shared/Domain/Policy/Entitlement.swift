/// Something that may be asked for, and the group that grants it.
public struct Entitlement: Hashable, Codable, Sendable {
    /// The value that the ticket's variable carries.
    public var name: String
    /// The group, by object id: names can be taken over by another group.
    public var group: GroupID
    /// The name that the group should have, so that a renamed or re-created group is noticed.
    public var groupName: String
    public var risk: Risk
    public var owner: Owner
    /// Who can have it; nil: everybody with an enabled account.
    public var eligible: Eligibility?
    /// The names of entitlements that nobody may have together with this one. It holds both ways, so each pair is named once.
    public var conflictsWith: [String]
    /// How long somebody may have it, in days of 24 hours from the decision; nil: as long as the item allows.
    public var maximumDays: Int?
    /// When a change may begin; empty: at any time.
    public var changeWindows: [ChangeWindow]
    /// Who has to decide, stage by stage; empty: for low risk nobody, else one of the owner's group.
    public var approvalStages: [ApprovalStage]
    /// What an emergency may get at once; nil: nothing.
    public var emergency: EmergencyRule?

    public init(
        name: String, group: GroupID, groupName: String, risk: Risk, owner: Owner, eligible: Eligibility? = nil,
        conflictsWith: [String] = [], maximumDays: Int? = nil, changeWindows: [ChangeWindow] = [],
        approvalStages: [ApprovalStage] = [], emergency: EmergencyRule? = nil
    ) {
        self.name = name
        self.group = group
        self.groupName = groupName
        self.risk = risk
        self.owner = owner
        self.eligible = eligible
        self.conflictsWith = conflictsWith
        self.maximumDays = maximumDays
        self.changeWindows = changeWindows
        self.approvalStages = approvalStages
        self.emergency = emergency
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            group: try container.decode(GroupID.self, forKey: .group),
            groupName: try container.decode(String.self, forKey: .groupName),
            risk: try container.decode(Risk.self, forKey: .risk),
            owner: try container.decode(Owner.self, forKey: .owner),
            eligible: try container.decodeIfPresent(Eligibility.self, forKey: .eligible),
            conflictsWith: try container.decodeIfPresent([String].self, forKey: .conflictsWith) ?? [],
            maximumDays: try container.decodeIfPresent(Int.self, forKey: .maximumDays),
            changeWindows: try container.decodeIfPresent([ChangeWindow].self, forKey: .changeWindows) ?? [],
            approvalStages: try container.decodeIfPresent([ApprovalStage].self, forKey: .approvalStages) ?? [],
            emergency: try container.decodeIfPresent(EmergencyRule.self, forKey: .emergency))
    }

    /// Who acts when the entitlement can't be granted.
    public struct Owner: Hashable, Codable, Sendable {
        /// How the owners are called on tickets.
        public var name: String
        /// The `sys_user_group` that a ticket is assigned to when it is the owner's move.
        public var assignmentGroup: SysID
        /// The group in Entra whose members decide as the owner; nil: nobody does.
        public var group: GroupID?
        /// The Teams channel that cards for the owner are posted to, by the name that the configuration gives it; nil: the common one.
        public var teamsChannel: String?

        public init(name: String, assignmentGroup: SysID, group: GroupID? = nil, teamsChannel: String? = nil) {
            self.name = name
            self.assignmentGroup = assignmentGroup
            self.group = group
            self.teamsChannel = teamsChannel
        }

        enum CodingKeys: String, CodingKey, CaseIterable {
            case name
            case assignmentGroup = "assignment_group"
            case group
            case teamsChannel = "teams_channel"
        }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name
        case group
        case groupName = "group_name"
        case risk
        case owner
        case eligible
        case conflictsWith = "conflicts_with"
        case maximumDays = "maximum_days"
        case changeWindows = "change_windows"
        case approvalStages = "approval_stages"
        case emergency
    }
}
