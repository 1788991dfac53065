/// One membership that a plan changes.
public struct PlannedOperation: Hashable, Codable, Sendable {
    public var key: OperationKey
    /// The name of the entitlement in the policy.
    public var entitlement: String
    /// The group's name when the plan was made, for people to read; the id in the key decides.
    public var groupName: String

    public init(key: OperationKey, entitlement: String, groupName: String) {
        self.key = key
        self.entitlement = entitlement
        self.groupName = groupName
    }

    enum CodingKeys: String, CodingKey {
        case key
        case entitlement
        case groupName = "group_name"
    }
}
