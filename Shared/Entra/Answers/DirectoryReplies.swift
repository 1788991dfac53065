import Domain
import Foundation

/// The body of an answer to `GET /users/{name}`.
///
/// Graph leaves out what wasn't selected instead of failing, so that what decides something has to be there.
struct UserReply: Decodable {
    var id: UserID
    var userPrincipalName: String
    var displayName: String?
    var accountEnabled: Bool

    var user: DirectoryUser {
        DirectoryUser(
            id: id, userPrincipalName: userPrincipalName, displayName: displayName ?? userPrincipalName,
            accountEnabled: accountEnabled)
    }
}

/// The body of an answer to `GET /groups/{id}`.
struct GroupReply: Decodable {
    var id: GroupID
    var displayName: String
    var groupTypes: [String]
    var securityEnabled: Bool
    var mailEnabled: Bool
    /// Null means never: the key has to be there all the same.
    var onPremisesSyncEnabled: Bool?
    var isAssignableToRole: Bool?

    enum CodingKeys: CodingKey {
        case id
        case displayName
        case groupTypes
        case securityEnabled
        case mailEnabled
        case onPremisesSyncEnabled
        case isAssignableToRole
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.id = try container.decode(GroupID.self, forKey: .id)
        self.displayName = try container.decode(String.self, forKey: .displayName)
        self.groupTypes = try container.decode([String].self, forKey: .groupTypes)
        self.securityEnabled = try container.decode(Bool.self, forKey: .securityEnabled)
        self.mailEnabled = try container.decode(Bool.self, forKey: .mailEnabled)
        self.onPremisesSyncEnabled = try container.decode(Bool?.self, forKey: .onPremisesSyncEnabled)
        self.isAssignableToRole = try container.decode(Bool?.self, forKey: .isAssignableToRole)
    }

    var group: DirectoryGroup {
        DirectoryGroup(
            id: id, displayName: displayName, groupTypes: groupTypes, securityEnabled: securityEnabled,
            mailEnabled: mailEnabled, onPremisesSyncEnabled: onPremisesSyncEnabled,
            isAssignableToRole: isAssignableToRole)
    }
}

/// The body of an answer to the question whether one person is a member.
struct MembersReply: Decodable {
    var value: [Member]
    var nextLink: String?

    struct Member: Decodable {
        var id: UserID
    }

    enum CodingKeys: String, CodingKey {
        case value
        case nextLink = "@odata.nextLink"
    }

    /// Whether the person is a member, or nil if this is no answer to that: somebody else, or a page that isn't the last.
    func isMember(_ user: UserID) -> Bool? {
        if value.contains(where: { $0.id == user }) { return value.count == 1 ? true : nil }
        return value.isEmpty && nextLink == nil ? false : nil
    }
}
