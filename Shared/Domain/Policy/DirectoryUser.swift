/// A person as Entra shows them.
public struct DirectoryUser: Hashable, Sendable {
    public var id: UserID
    public var userPrincipalName: String
    public var displayName: String
    public var accountEnabled: Bool

    public init(id: UserID, userPrincipalName: String, displayName: String, accountEnabled: Bool) {
        self.id = id
        self.userPrincipalName = userPrincipalName
        self.displayName = displayName
        self.accountEnabled = accountEnabled
    }

    public var person: Person {
        Person(id: id, userPrincipalName: userPrincipalName, displayName: displayName)
    }
}
