extension EntraConfiguration {
    /// Something in a configuration that can't work.
    public struct Problem: Hashable, Sendable, CustomStringConvertible {
        /// A setting that can be wrong by itself; the raw value is the property's name.
        public enum Setting: String, Sendable, CaseIterable {
            case graphURL, loginURL, cloud, tenantID, clientID, requestTimeout, renewalLead, renewalJitter
        }

        public let setting: Setting
        /// What it must be, as the rest of a sentence that begins with the setting.
        public let message: String

        public var description: String { "\(setting.rawValue) \(message)" }
    }

    /// Everything in it that can't work. Empty when it can be used.
    public var problems: [Problem] {
        var found: [Problem] = []
        func note(_ setting: Problem.Setting, _ message: String) {
            found.append(Problem(setting: setting, message: message))
        }
        for (setting, value) in [(Problem.Setting.graphURL, graphURL), (.loginURL, loginURL), (.cloud, cloud)]
        where !Self.isBaseAddress(value) {
            // What is there may hold a password, so it isn't repeated.
            note(setting, "must be an http or https address without a user, a query or a fragment")
        }
        for (setting, value) in [(Problem.Setting.tenantID, tenantID), (.clientID, clientID)] where !Self.isName(value)
        {
            note(setting, "must be an id or a domain name, not “\(value)”")
        }
        for (setting, value) in [(Problem.Setting.requestTimeout, requestTimeout), (.renewalLead, renewalLead)]
        where value <= .zero {
            note(setting, "must be more than zero, not \(value)")
        }
        if renewalJitter < .zero { note(.renewalJitter, "must not be negative, but is \(renewalJitter)") }
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
