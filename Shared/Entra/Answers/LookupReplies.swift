import Domain
import Foundation

/// A person with everything that decides something about them.
///
/// Graph leaves out what wasn't selected instead of failing, so that what decides something has to be there, be it null.
struct PersonReply: Decodable {
    var id: UserID
    var userPrincipalName: String
    var displayName: String?
    var accountEnabled: Bool
    var department: String?
    var jobTitle: String?
    var employeeType: String?
    var userType: String?
    var manager: Manager?
    /// Only where people are looked for by it.
    var mail: String?
    /// As ``mail``.
    var employeeID: String?

    /// A contact can be a manager, too, who is no person of the directory.
    struct Manager: Decodable {
        var type: String?
        var id: String

        enum CodingKeys: String, CodingKey {
            case type = "@odata.type"
            case id
        }

        var user: UserID? { type == nil || type == "#microsoft.graph.user" ? UserID(id) : nil }
    }

    enum CodingKeys: String, CodingKey {
        case id
        case userPrincipalName
        case displayName
        case accountEnabled
        case department
        case jobTitle
        case employeeType
        case userType
        case manager
        case mail
        case employeeID = "employeeId"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.id = try container.decode(UserID.self, forKey: .id)
        self.userPrincipalName = try container.decode(String.self, forKey: .userPrincipalName)
        self.displayName = try container.decode(String?.self, forKey: .displayName)
        self.accountEnabled = try container.decode(Bool.self, forKey: .accountEnabled)
        self.department = try container.decode(String?.self, forKey: .department)
        self.jobTitle = try container.decode(String?.self, forKey: .jobTitle)
        self.employeeType = try container.decode(String?.self, forKey: .employeeType)
        self.userType = try container.decode(String?.self, forKey: .userType)
        self.manager = try container.decodeIfPresent(Manager.self, forKey: .manager)
        self.mail = try container.decodeIfPresent(String.self, forKey: .mail)
        self.employeeID = try container.decodeIfPresent(String.self, forKey: .employeeID)
    }

    var user: DirectoryUser {
        DirectoryUser(
            id: id, userPrincipalName: userPrincipalName, displayName: displayName ?? userPrincipalName,
            accountEnabled: accountEnabled, department: department, jobTitle: jobTitle, employeeType: employeeType,
            userType: userType, managerID: manager?.user)
    }
}

/// The body of an answer to `GET /users?$filter=…`.
struct PeopleReply: Decodable {
    var value: [PersonReply]
    private var nextLink: String?

    enum CodingKeys: String, CodingKey {
        case value
        case nextLink = "@odata.nextLink"
    }

    /// Whether this is all; a page can be empty without being the last one.
    var isComplete: Bool { nextLink == nil }
}

/// The body of an answer to `GET /groups?$filter=…`.
struct NamedGroupsReply: Decodable {
    struct Group: Decodable {
        var id: GroupID
        var displayName: String
    }

    var value: [Group]
    private var nextLink: String?

    enum CodingKeys: String, CodingKey {
        case value
        case nextLink = "@odata.nextLink"
    }

    /// Whether there is something, or this is all.
    var isComplete: Bool { !value.isEmpty || nextLink == nil }
}

/// The body of an answer to `GET /directory/deletedItems/{id}`.
struct DeletedGroupReply: Decodable {
    var id: GroupID
    var deletedDateTime: String?

    var group: DeletedGroup { DeletedGroup(id: id, deletedAt: deletedDateTime.flatMap(Timestamp.date(of:))) }
}

/// The body of an answer to `POST …/checkMemberGroups`: those of the groups in which somebody is.
struct MemberGroupsReply: Decodable {
    var value: Set<GroupID>
}
