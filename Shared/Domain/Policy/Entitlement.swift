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

    public init(name: String, group: GroupID, groupName: String, risk: Risk, owner: Owner) {
        self.name = name
        self.group = group
        self.groupName = groupName
        self.risk = risk
        self.owner = owner
    }

    /// Who acts when the entitlement can't be granted.
    public struct Owner: Hashable, Codable, Sendable {
        /// How the owners are called on tickets.
        public var name: String
        /// The `sys_user_group` that a ticket is assigned to when it is the owner's move.
        public var assignmentGroup: SysID

        public init(name: String, assignmentGroup: SysID) {
            self.name = name
            self.assignmentGroup = assignmentGroup
        }

        enum CodingKeys: String, CodingKey, CaseIterable {
            case name
            case assignmentGroup = "assignment_group"
        }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name
        case group
        case groupName = "group_name"
        case risk
        case owner
    }
}
