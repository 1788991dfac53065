import Domain

/// The body of an answer to `GET /groups/{id}/members`: people, and whatever else is in a group.
struct MemberPeopleReply: Decodable {
    struct Member: Decodable {
        var type: String?
        var id: UserID
        var userPrincipalName: String?
        var displayName: String?
        var accountEnabled: Bool?

        enum CodingKeys: String, CodingKey {
            case type = "@odata.type"
            case id
            case userPrincipalName
            case displayName
            case accountEnabled
        }
    }

    var value: [Member]
    var nextLink: String?

    enum CodingKeys: String, CodingKey {
        case value
        case nextLink = "@odata.nextLink"
    }

    /// Nil where it isn't said of somebody whether their account is enabled: Graph leaves out what the application may not read.
    var people: [DirectoryUser]? {
        var people: [DirectoryUser] = []
        for member in value where member.type == "#microsoft.graph.user" {
            guard let name = member.userPrincipalName, let isEnabled = member.accountEnabled else { return nil }
            people.append(
                DirectoryUser(
                    id: member.id, userPrincipalName: name, displayName: member.displayName ?? name,
                    accountEnabled: isEnabled))
        }
        return people
    }
}

/// The body of an answer to `GET /users/{id}/memberOf`.
struct GroupNamesReply: Decodable {
    struct Member: Decodable {
        var type: String?
        var displayName: String?

        enum CodingKeys: String, CodingKey {
            case type = "@odata.type"
            case displayName
        }
    }

    var value: [Member]
    var nextLink: String?

    enum CodingKeys: String, CodingKey {
        case value
        case nextLink = "@odata.nextLink"
    }

    var names: [String] { value.filter { $0.type == "#microsoft.graph.group" }.compactMap(\.displayName) }
}
