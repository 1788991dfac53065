public import Domain

/// Somebody who has signed in with Microsoft Entra.
public struct SignedInPerson: Hashable, Codable, Sendable {
    /// Who it is. Names can be changed and given to others; this can't.
    public let id: UserID
    /// For people to read.
    public let name: String
    /// For people to read: the user principal name, most of the time.
    public let account: String
    /// The app roles that the person has been assigned, of those that the service asks for.
    public let roles: Set<String>

    /// Longer names are cut, in Unicode scalars: they travel in a cookie.
    static let longestName = 120

    public init(id: UserID, name: String, account: String, roles: Set<String>) {
        self.id = id
        self.name = String(name.unicodeScalars.prefix(Self.longestName))
        self.account = String(account.unicodeScalars.prefix(Self.longestName))
        self.roles = roles
    }
}
