/// How automations may ask for an item: which of its variables say what.
public struct IntentRule: Hashable, Codable, Sendable {
    /// The variable that takes the entitlements, separated by commas: one of the item's own.
    public var entitlementVariable: String
    /// The variable that takes the reason, and the mark by which the request is known as proposed.
    public var reasonVariable: String

    public init(entitlementVariable: String, reasonVariable: String) {
        self.entitlementVariable = entitlementVariable
        self.reasonVariable = reasonVariable
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case entitlementVariable = "entitlement_variable"
        case reasonVariable = "reason_variable"
    }
}
