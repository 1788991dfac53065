/// Which keys a policy has, level by level, for whoever reads one from a file: a key that isn't among them is a slip of its author.
///
/// It follows from the types' own coding keys, so that a key can't be in one and not in the other.
public indirect enum PolicyShape: Hashable, Sendable {
    /// A text or a number, or a list of them: it has no keys.
    case value
    case keys([String: PolicyShape])
    case list(of: PolicyShape)

    static func keys<Key: CodingKey & CaseIterable>(_: Key.Type, _ shape: (Key) -> PolicyShape) -> PolicyShape {
        .keys(Dictionary(uniqueKeysWithValues: Key.allCases.map { ($0.stringValue, shape($0)) }))
    }
}

extension Policy {
    public static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .version, .identity: .value
        case .calendars: .list(of: BusinessCalendar.shape)
        case .approvalTiming: .keys(ApprovalTiming.CodingKeys.self) { _ in .value }
        case .catalogItems: .list(of: CatalogItem.shape)
        }
    }
}

extension CatalogItem {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .name, .sysID, .entitlementVariables, .onPartialFailure, .onWithdrawal, .endVariable, .maximumDays,
            .fulfilment, .onDrift:
            .value
        case .requesters: .keys(RequesterRule.CodingKeys.self) { _ in .value }
        case .emergency: .keys(EmergencyVariables.CodingKeys.self) { _ in .value }
        case .intents: .keys(IntentRule.CodingKeys.self) { _ in .value }
        case .entitlements: .list(of: Entitlement.shape)
        }
    }
}

extension Entitlement {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .name, .group, .groupName, .risk, .conflictsWith, .maximumDays: .value
        case .owner: Owner.shape
        case .eligible: .keys(Eligibility.CodingKeys.self) { _ in .value }
        case .changeWindows: .list(of: .keys(ChangeWindow.CodingKeys.self) { _ in .value })
        case .approvalStages: .list(of: ApprovalStage.shape)
        case .emergency: .keys(EmergencyRule.CodingKeys.self) { _ in .value }
        }
    }
}

extension Entitlement.Owner {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .name, .assignmentGroup, .group, .teamsChannel: .value
        }
    }
}

extension BusinessCalendar {
    static let shape = PolicyShape.keys(CodingKeys.self) { _ in .value }
}

extension ApprovalStage {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .name, .needed: .value
        case .approvers, .escalateTo: .keys(ApproverPool.CodingKeys.self) { _ in .value }
        }
    }
}
