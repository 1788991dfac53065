/// The rules for one item of the service catalogue.
public struct CatalogItem: Hashable, Codable, Sendable {
    public var name: String
    public var sysID: SysID
    /// The variables that name entitlements; a list collector's value is split at commas.
    public var entitlementVariables: [String]
    public var onPartialFailure: PartialFailureRule
    public var entitlements: [Entitlement]

    public init(
        name: String, sysID: SysID, entitlementVariables: [String], onPartialFailure: PartialFailureRule,
        entitlements: [Entitlement]
    ) {
        self.name = name
        self.sysID = sysID
        self.entitlementVariables = entitlementVariables
        self.onPartialFailure = onPartialFailure
        self.entitlements = entitlements
    }

    /// The entitlement of this name: names are compared as they are, without folding.
    public subscript(entitlement: String) -> Entitlement? {
        entitlements.first { $0.name == entitlement }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name
        case sysID = "sys_id"
        case entitlementVariables = "entitlement_variables"
        case onPartialFailure = "on_partial_failure"
        case entitlements
    }
}
