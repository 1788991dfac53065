/// The groups of a storm: most take everybody, the others refuse in every way that there is.
enum StormGroups {
    static let plain = (1...8).map { entitlement("APP-STORM-\($0)", $0) }
    /// Refuses by its nature, once it is written to: the Validator has nothing against it.
    static let restricted = entitlement("APP-STORM-RESTRICTED", 21)
    /// Refused by a rule that is in force all the time.
    static let forbidden = entitlement("APP-STORM-FORBIDDEN", 22)
    /// Has no place left from the beginning.
    static let full = entitlement("APP-STORM-FULL", 23)
    /// Takes some of those who ask, and no more.
    static let scarce = entitlement("APP-STORM-SCARCE", 24)
    /// Refuses as long as the storm lasts, and takes people when it is over.
    static let reluctant = entitlement("APP-STORM-RELUCTANT", 25)
    /// Waits for a second person, for ever.
    static let guarded = entitlement("APP-STORM-GUARDED", 31)
    /// Blocked before anything is tried.
    static let dynamic = entitlement("APP-STORM-DYNAMIC", 41)
    /// In no policy.
    static let unlisted = entitlement("APP-STORM-UNLISTED", 51)

    static let refusing = [restricted, forbidden, full]
    static let blocking = [dynamic, Cast.legacy, unlisted]

    /// - Parameter members: who is in which group before the storm.
    static func all(members: [Cast.Entitlement: [Cast.Person]], scarcePlaces: Int) -> [Cast.Group] {
        let filled = full
        let known = plain + [restricted, forbidden, full, scarce, reluctant, guarded, dynamic, Cast.legacy]
        return known.map { entitlement in
            var group = Cast.Group(entitlement: entitlement)
            group.members = members[entitlement] ?? []
            group.isManagementRestricted = entitlement == restricted
            group.isDynamic = entitlement == dynamic
            group.isMissing = entitlement == Cast.legacy
            if entitlement == guarded { group.risk = "high" }
            if entitlement == scarce { group.memberQuota = scarcePlaces }
            if entitlement == filled {
                group.members = [Cast.approver]
                group.memberQuota = 1
            }
            return group
        }
    }

    private static func entitlement(_ name: String, _ number: Int) -> Cast.Entitlement {
        let digits = String(number)
        let padding = String(repeating: "0", count: 12 - digits.count)
        return Cast.Entitlement(name: name, group: "b0000000-0000-4000-8001-\(padding)\(digits)")
    }
}
