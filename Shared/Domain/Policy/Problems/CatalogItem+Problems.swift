extension CatalogItem {
    /// How far away an end may be at most, in days: a hundred years.
    static let maximumDaysRange = 1...36_500

    func collectProblems(at path: String, _ log: inout ProblemLog) {
        log.filled(name, "\(path).name")
        log.list(
            entitlementVariables, "\(path).entitlement_variables",
            none: "there is none, so no request could name an entitlement")
        collectEndProblems(at: path, &log)
        if let requesters { collectRequesterProblems(requesters, at: "\(path).requesters", &log) }
        collectEmergencyProblems(at: path, &log)
        collectIntentProblems(at: path, &log)
        log.require(
            !entitlements.isEmpty, "\(path).entitlements", "there is none, so nothing could ever be granted")
        log.unique(entitlements.map(\.name), in: "\(path).entitlements", key: "name")
        log.unique(entitlements.map(\.group.description), in: "\(path).entitlements", key: "group")
        for (index, entitlement) in entitlements.enumerated() {
            entitlement.collectProblems(at: "\(path).entitlements[\(index)]", of: self, &log)
        }
    }

    private func collectEndProblems(at path: String, _ log: inout ProblemLog) {
        if let endVariable {
            log.filled(endVariable, "\(path).end_variable")
            log.require(
                !entitlementVariables.contains(endVariable), "\(path).end_variable",
                "\(endVariable) names entitlements already")
        }
        guard let maximumDays else { return }
        log.within(Self.maximumDaysRange, maximumDays, "\(path).maximum_days")
        log.require(
            endVariable != nil, "\(path).maximum_days", "limits an end, but no end_variable names one")
    }

    private func collectRequesterProblems(_ rule: RequesterRule, at path: String, _ log: inout ProblemLog) {
        log.require(
            !rule.who.isEmpty || !rule.membersOf.isEmpty, path,
            "lets nobody ask; name somebody under who or members_of, or leave it out: then anyone may")
        log.unique(rule.who.map(\.rawValue), in: "\(path).who")
        log.unique(rule.membersOf.map(\.description), in: "\(path).members_of")
        log.require(
            !rule.who.contains(.anyone) || (rule.who.count == 1 && rule.membersOf.isEmpty), path,
            "lets anyone ask, so that the rest of it never counts; take out “anyone”, or the rest")
    }

    private func collectEmergencyProblems(at path: String, _ log: inout ProblemLog) {
        guard let emergency else { return }
        let place = "\(path).emergency"
        for (key, name) in [("variable", emergency.variable), ("reason_variable", emergency.reasonVariable)] {
            log.filled(name, "\(place).\(key)")
            log.require(
                !entitlementVariables.contains(name), "\(place).\(key)", "\(name) names entitlements already")
            log.require(
                name != endVariable || name.isEmpty, "\(place).\(key)", "\(name) says when the access ends already")
        }
        log.require(
            emergency.variable != emergency.reasonVariable || emergency.variable.isEmpty, "\(place).reason_variable",
            "\(emergency.variable) says already whether it is an emergency; why it is one needs a variable of its own")
        log.require(
            entitlements.isEmpty || entitlements.contains { $0.emergency != nil }, place,
            "no entitlement of the item has emergency, so every request that calls itself one would be blocked")
    }

    private func collectIntentProblems(at path: String, _ log: inout ProblemLog) {
        guard let intents else { return }
        let place = "\(path).intents"
        log.require(
            entitlementVariables.contains(intents.entitlementVariable), "\(place).entitlement_variable",
            "\(intents.entitlementVariable) is none of the item's entitlement_variables")
        let name = intents.reasonVariable
        log.filled(name, "\(place).reason_variable")
        log.require(
            !(entitlementVariables + [endVariable, emergency?.variable].compactMap(\.self)).contains(name),
            "\(place).reason_variable",
            "\(name) says something else already; the reason needs a variable that takes a text")
        // What is proposed is never of low risk.
        let nobody = entitlements.filter { $0.approvalStages.isEmpty && $0.owner.group == nil }.map(\.name)
        log.require(
            nobody.isEmpty, place,
            "nobody could approve \(nobody.joined(separator: ", ")), which has neither approval_stages nor the owner's group: "
                + "what automations propose always has to be approved")
    }
}
