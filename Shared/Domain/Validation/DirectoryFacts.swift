/// What Entra says of the people and groups of a request, and what Landfall has under way for them, all read for one decision.
public struct DirectoryFacts: Hashable, Codable, Sendable {
    public var beneficiary: PersonFinding
    /// The one who asked; nil where that is the beneficiary, or where the ticket doesn't say.
    public var requester: PersonFinding?
    /// The groups of what is asked for; one that is not in it is missing.
    public var groups: [GroupID: GroupFinding]
    /// Of the groups that stand in conflict with what is asked for, those that the beneficiary is a member of.
    public var memberOf: Set<GroupID>
    /// Of these groups, those that another request is about to give them.
    public var onTheWay: Set<GroupID>
    /// Of the groups whose members may ask for anybody, those that the requester is a member of.
    public var requesterMemberOf: Set<GroupID>

    public init(
        beneficiary: PersonFinding, requester: PersonFinding? = nil, groups: [GroupID: GroupFinding],
        memberOf: Set<GroupID> = [], onTheWay: Set<GroupID> = [], requesterMemberOf: Set<GroupID> = []
    ) {
        self.beneficiary = beneficiary
        self.requester = requester
        self.groups = groups
        self.memberOf = memberOf
        self.onTheWay = onTheWay
        self.requesterMemberOf = requesterMemberOf
    }

    enum CodingKeys: String, CodingKey {
        case beneficiary
        case requester
        case groups
        case memberOf = "member_of"
        case onTheWay = "on_the_way"
        case requesterMemberOf = "requester_member_of"
    }
}
