/// The rules for one item of the service catalogue.
public struct CatalogItem: Hashable, Codable, Sendable {
    public var name: String
    public var sysID: SysID
    /// The variables that name entitlements; a list collector's value is split at commas.
    public var entitlementVariables: [String]
    public var onPartialFailure: PartialFailureRule
    /// What becomes of what was changed when a request is withdrawn on its way; nil: it is undone.
    public var onWithdrawal: PartialFailureRule?
    public var entitlements: [Entitlement]
    /// The variable that names the end of the access; nil: what the item grants has no end. Every request of an item that has one needs an end.
    public var endVariable: String?
    /// How far away the end may be, in days of 24 hours from the decision; nil: as far as anybody likes.
    public var maximumDays: Int?
    /// By what its tickets are closed; where the policy says nothing, the item itself is.
    public var fulfilment: Fulfilment
    /// What is done about access that was removed outside; where the policy says nothing, it is reported.
    public var onDrift: DriftResponse
    /// Who may ask, for whom; nil: anyone for anyone.
    public var requesters: RequesterRule?
    /// How its tickets say that access is needed at once; nil: they can't.
    public var emergency: EmergencyVariables?
    /// How automations may ask for it; nil: they may not.
    public var intents: IntentRule?

    public init(
        name: String, sysID: SysID, entitlementVariables: [String], onPartialFailure: PartialFailureRule,
        onWithdrawal: PartialFailureRule? = nil, entitlements: [Entitlement], endVariable: String? = nil,
        maximumDays: Int? = nil, fulfilment: Fulfilment = .item, onDrift: DriftResponse = .report,
        requesters: RequesterRule? = nil, emergency: EmergencyVariables? = nil,
        intents: IntentRule? = nil
    ) {
        self.name = name
        self.sysID = sysID
        self.entitlementVariables = entitlementVariables
        self.onPartialFailure = onPartialFailure
        self.onWithdrawal = onWithdrawal
        self.entitlements = entitlements
        self.endVariable = endVariable
        self.maximumDays = maximumDays
        self.fulfilment = fulfilment
        self.onDrift = onDrift
        self.requesters = requesters
        self.emergency = emergency
        self.intents = intents
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try container.decode(String.self, forKey: .name),
            sysID: try container.decode(SysID.self, forKey: .sysID),
            entitlementVariables: try container.decode([String].self, forKey: .entitlementVariables),
            onPartialFailure: try container.decode(PartialFailureRule.self, forKey: .onPartialFailure),
            onWithdrawal: try container.decodeIfPresent(PartialFailureRule.self, forKey: .onWithdrawal),
            entitlements: try container.decode([Entitlement].self, forKey: .entitlements),
            endVariable: try container.decodeIfPresent(String.self, forKey: .endVariable),
            maximumDays: try container.decodeIfPresent(Int.self, forKey: .maximumDays),
            fulfilment: try container.decodeIfPresent(Fulfilment.self, forKey: .fulfilment) ?? .item,
            onDrift: try container.decodeIfPresent(DriftResponse.self, forKey: .onDrift) ?? .report,
            requesters: try container.decodeIfPresent(RequesterRule.self, forKey: .requesters),
            emergency: try container.decodeIfPresent(EmergencyVariables.self, forKey: .emergency),
            intents: try container.decodeIfPresent(IntentRule.self, forKey: .intents))
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
        case onWithdrawal = "on_withdrawal"
        case entitlements
        case endVariable = "end_variable"
        case maximumDays = "maximum_days"
        case fulfilment
        case onDrift = "on_drift"
        case requesters
        case emergency
        case intents
    }
}
