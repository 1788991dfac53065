/// Something in a policy that doesn't make sense, named so that its author finds it.
public struct PolicyProblem: Hashable, Sendable, CustomStringConvertible {
    /// Where: `catalog_items[0].entitlements[2].group`.
    public var path: String
    public var message: String

    public var description: String { "\(path): \(message)" }
}

extension Policy {
    /// Everything that is wrong with it, beyond what its types refuse. A policy with problems is never put in force.
    public func problems() -> [PolicyProblem] {
        var found: [PolicyProblem] = []
        if version != 1 {
            found.append(.init(path: "version", message: "this version of Landfall reads version 1, not \(version)"))
        }
        if catalogItems.isEmpty {
            found.append(.init(path: "catalog_items", message: "there is none, so nothing could ever be granted"))
        }
        found += Self.repeated(catalogItems.map(\.sysID.description), in: "catalog_items", as: "sys_id")
        for (index, item) in catalogItems.enumerated() {
            found += item.problems(at: "catalog_items[\(index)]")
        }
        return found
    }

    static func repeated(_ values: [String], in path: String, as name: String) -> [PolicyProblem] {
        var seen: Set<String> = []
        return values.enumerated().compactMap { index, value in
            seen.insert(value).inserted
                ? nil : PolicyProblem(path: "\(path)[\(index)].\(name)", message: "\(value) is there more than once")
        }
    }
}

extension CatalogItem {
    func problems(at path: String) -> [PolicyProblem] {
        var found: [PolicyProblem] = []
        if name.isEmpty { found.append(.init(path: "\(path).name", message: "is empty")) }
        var variables: Set<String> = []
        for (index, variable) in entitlementVariables.enumerated()
        where variable.isEmpty || !variables.insert(variable).inserted {
            found.append(
                .init(
                    path: "\(path).entitlement_variables[\(index)]",
                    message: variable.isEmpty ? "is empty" : "\(variable) is there more than once"))
        }
        if entitlementVariables.isEmpty {
            found.append(
                .init(
                    path: "\(path).entitlement_variables",
                    message: "there is none, so no request could name an entitlement"))
        }
        found += endProblems(at: path)
        found += intentProblems(at: path)
        if entitlements.isEmpty {
            found.append(
                .init(path: "\(path).entitlements", message: "there is none, so nothing could ever be granted"))
        }
        found += Policy.repeated(entitlements.map(\.name), in: "\(path).entitlements", as: "name")
        found += Policy.repeated(entitlements.map(\.group.description), in: "\(path).entitlements", as: "group")
        for (index, entitlement) in entitlements.enumerated() {
            let place = "\(path).entitlements[\(index)]"
            for (name, value) in [
                ("name", entitlement.name), ("group_name", entitlement.groupName),
                ("owner.name", entitlement.owner.name),
            ]
            where value.isEmpty {
                found.append(.init(path: "\(place).\(name)", message: "is empty"))
            }
            if entitlement.name.first?.isWhitespace == true || entitlement.name.last?.isWhitespace == true {
                found.append(
                    .init(
                        path: "\(place).name",
                        message: "has white space at its ends, which is taken off what a ticket names"))
            }
            if entitlement.name.contains(",") {
                found.append(
                    .init(
                        path: "\(place).name", message: "has a comma, which separates entitlements in a list collector")
                )
            }
        }
        return found
    }

    private func endProblems(at path: String) -> [PolicyProblem] {
        var found: [PolicyProblem] = []
        if let endVariable {
            if endVariable.isEmpty { found.append(.init(path: "\(path).end_variable", message: "is empty")) }
            if entitlementVariables.contains(endVariable) {
                found.append(
                    .init(path: "\(path).end_variable", message: "\(endVariable) names entitlements already"))
            }
        }
        if let maximumDays {
            if !(1...Self.longestMaximum).contains(maximumDays) {
                found.append(
                    .init(
                        path: "\(path).maximum_days",
                        message: "must be from 1 to \(Self.longestMaximum), not \(maximumDays)")
                )
            }
            if endVariable == nil {
                found.append(
                    .init(path: "\(path).maximum_days", message: "limits an end, but no end_variable names one"))
            }
        }
        return found
    }

    private func intentProblems(at path: String) -> [PolicyProblem] {
        guard let intents else { return [] }
        var found: [PolicyProblem] = []
        if !entitlementVariables.contains(intents.entitlementVariable) {
            found.append(
                .init(
                    path: "\(path).intents.entitlement_variable",
                    message: "must be one of the item's entitlement_variables, not “\(intents.entitlementVariable)”"))
        }
        if intents.reasonVariable.isEmpty || intents.reasonVariable == endVariable
            || entitlementVariables.contains(intents.reasonVariable)
        {
            found.append(
                .init(
                    path: "\(path).intents.reason_variable",
                    message: "must be a variable that takes a text, and nothing else"))
        }
        return found
    }

    /// A hundred years, in days.
    static let longestMaximum = 36_500
}
