/// Who may decide: everybody whom one of its parts names, looked up at the moment of the decision.
///
/// The one who asked and the one who gets the access never count, and nor does anybody whose account is disabled or gone.
public struct ApproverPool: Hashable, Codable, Sendable {
    /// The manager of the person who gets the access.
    public var manager: Bool
    /// The entitlement's owner: the members of its owner's group. Only in a policy: a plan names that group.
    public var owner: Bool
    /// The direct members of these groups.
    public var membersOf: [GroupID]
    /// People, by their user principal name.
    public var people: [String]

    public init(manager: Bool = false, owner: Bool = false, membersOf: [GroupID] = [], people: [String] = []) {
        self.manager = manager
        self.owner = owner
        self.membersOf = membersOf
        self.people = people
    }

    /// Whether it names nobody at all.
    public var isEmpty: Bool { !manager && !owner && membersOf.isEmpty && people.isEmpty }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            manager: try container.decodeIfPresent(Bool.self, forKey: .manager) ?? false,
            owner: try container.decodeIfPresent(Bool.self, forKey: .owner) ?? false,
            membersOf: try container.decodeIfPresent([GroupID].self, forKey: .membersOf) ?? [],
            people: try container.decodeIfPresent([String].self, forKey: .people) ?? [])
    }

    var digestParts: [String] {
        [
            manager ? "manager" : "", owner ? "owner" : "",
            membersOf.map(\.description).joined(separator: ","), String(people.count),
        ] + people
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case manager
        case owner
        case membersOf = "members_of"
        case people
    }
}
