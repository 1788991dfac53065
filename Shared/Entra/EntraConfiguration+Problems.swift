extension EntraConfiguration {
    /// Everything in it that can't work, each as a sentence that names the setting. Empty when it can be used.
    public var problems: [String] {
        var found: [String] = []
        for (name, value) in [("graphURL", graphURL), ("loginURL", loginURL), ("cloud", cloud)]
        where !Self.isBaseAddress(value) {
            // What is there may hold a password, so it isn't repeated.
            found.append("\(name) must be an http or https address without a user, a query or a fragment")
        }
        for (name, value) in [("tenantID", tenantID), ("clientID", clientID)] where !Self.isName(value) {
            found.append("\(name) must be an id or a domain name, not “\(value)”")
        }
        for (name, value) in [("requestTimeout", requestTimeout), ("renewalLead", renewalLead)] where value <= .zero {
            found.append("\(name) must be more than zero, not \(value)")
        }
        if renewalJitter < .zero { found.append("renewalJitter must not be negative, but is \(renewalJitter)") }
        return found
    }

    private static func isBaseAddress(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let rest = text.dropFirst(scheme.count)
        return !rest.isEmpty && !rest.hasPrefix("/")
            && rest.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"?#@\"<>\\".utf8.contains($0) }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { PercentEncoding.isUnreserved($0) }
            && text.contains { $0 != "." }
    }
}
