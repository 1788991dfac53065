/// Reads what a request asks for out of its variables.
public enum EntitlementSelection {
    /// The entitlements that a request names, in the order of the item's variables, each once.
    ///
    /// A list collector carries several values separated by commas. Blank values are skipped; values that the policy doesn't know are
    /// refused as a whole: a request is never granted in part because the rest was not understood.
    public static func entitlements(of item: CatalogItem, variables: [String: String]) throws(Failure) -> [Entitlement]
    {
        let names = Self.names(in: item.entitlementVariables, of: variables)
        guard !names.isEmpty else {
            throw Failure(
                .policyNothingRequested,
                "none of the variables \(item.entitlementVariables.joined(separator: ", ")) has a value")
        }
        let entitlements = Dictionary(item.entitlements.map { ($0.name, $0) }) { first, _ in first }
        let unknown = names.filter { entitlements[$0] == nil }
        guard unknown.isEmpty else {
            // The first few are enough to find the fault; a value may hold any number.
            var list = unknown.prefix(5).map { "“\(String($0.unicodeScalars.prefix(80)))”" }.joined(separator: ", ")
            if unknown.count > 5 { list += " and \(unknown.count - 5) more" }
            throw Failure(.policyNotAllowlisted, "\(list) is not on the list of \(item.name)")
        }
        return names.compactMap { entitlements[$0] }
    }

    /// What some variables of a request name, in their order, each once.
    ///
    /// A list collector carries several values separated by commas. Blank values are skipped.
    public static func names(in entitlementVariables: [String], of variables: [String: String]) -> [String] {
        var names: [String] = []
        var seen: Set<String> = []
        for variable in entitlementVariables {
            let values = (variables[variable] ?? "").split(separator: ",").map { $0.trimmingSpaces() }
            for value in values where !value.isEmpty && seen.insert(value).inserted {
                names.append(value)
            }
        }
        return names
    }
}

extension Substring {
    /// Without the white space at its ends.
    func trimmingSpaces() -> String {
        var part = self
        while part.first?.isWhitespace == true { part.removeFirst() }
        while part.last?.isWhitespace == true { part.removeLast() }
        return String(part)
    }
}
