/// Who may ask for an item, for whom. Whoever meets one part of it may.
public struct RequesterRule: Hashable, Codable, Sendable {
    /// What the one who asks has to be to the one who gets the access.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// The same person.
        case beneficiary = "self"
        /// Their manager in Entra.
        case manager
        /// No matter who.
        case anyone
    }

    public var who: [Kind]
    /// Whoever is a member of one of these groups, directly or through another one, may ask for anybody.
    public var membersOf: [GroupID]

    public init(who: [Kind], membersOf: [GroupID] = []) {
        self.who = who
        self.membersOf = membersOf
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            who: try container.decodeIfPresent([Kind].self, forKey: .who) ?? [],
            membersOf: try container.decodeIfPresent([GroupID].self, forKey: .membersOf) ?? [])
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case who
        case membersOf = "members_of"
    }
}
