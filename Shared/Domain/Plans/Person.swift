/// The person whose access changes, as Entra knows them.
public struct Person: Hashable, Codable, Sendable {
    public var id: UserID
    public var userPrincipalName: String
    public var displayName: String

    public init(id: UserID, userPrincipalName: String, displayName: String) {
        self.id = id
        self.userPrincipalName = userPrincipalName
        self.displayName = displayName
    }

    enum CodingKeys: String, CodingKey {
        case id
        case userPrincipalName = "user_principal_name"
        case displayName = "display_name"
    }
}
