public import Foundation

/// Reads when an access ends out of a request's variables. Pure.
public enum EndSelection {
    /// The end that a request asks for.
    ///
    /// ServiceNow keeps dates as text, in UTC: a date with a time, `2026-12-24 17:00:00`, or a date alone, `2026-12-24`, which ends with that
    /// day.
    ///
    /// - Parameter now: the moment of the decision, from which the longest allowed time counts.
    /// - Returns: nil where the item grants without an end.
    /// - Throws: ``Failure`` with a reason of its own for an end that is missing, unreadable, past, or further away than allowed.
    public static func end(of item: CatalogItem, variables: [String: String], now: Date) throws(Failure) -> Date? {
        guard let variable = item.endVariable else { return nil }
        let text = (variables[variable] ?? "")[...].trimmingSpaces()
        guard !text.isEmpty else { throw Failure(.policyEndMissing, "the variable \(variable) has no value") }
        let shown = "“\(String(text.unicodeScalars.prefix(40)))”"
        guard let end = date(of: text) else {
            throw Failure(
                .policyEndUnreadable, "\(variable) is \(shown), not a date such as 2026-12-24 or 2026-12-24 17:00:00")
        }
        guard end > now else { throw Failure(.policyEndPast, "\(variable) is \(shown)") }
        if let maximum = item.maximumDays, end > now.addingTimeInterval(Double(maximum) * day) {
            throw Failure(
                .policyEndTooDistant,
                "\(variable) is \(shown), more than \(maximum) days away; \(item.name) allows no more")
        }
        return end
    }

    /// Holds an end against what entitlements allow.
    ///
    /// - Throws: ``Failure`` with ``Reason/policyEndMissing`` or ``Reason/policyEndTooDistant``.
    static func check(_ until: Date?, of entitlements: [Entitlement], now: Date) throws(Failure) {
        for entitlement in entitlements {
            guard let maximum = entitlement.maximumDays else { continue }
            guard let until else {
                throw Failure(
                    .policyEndMissing,
                    "“\(entitlement.name)” is given for \(maximum) days at most, and no end is asked for")
            }
            guard until <= now.addingTimeInterval(Double(maximum) * day) else {
                throw Failure(
                    .policyEndTooDistant,
                    "the end, \(Timestamp.text(of: until)), is more than \(maximum) days away; “\(entitlement.name)” allows no more"
                )
            }
        }
    }

    /// Seconds.
    private static let day: TimeInterval = 86_400

    static func date(of text: String) -> Date? {
        switch text.utf8.count {
        case 10: Timestamp.date(of: "\(text)T00:00:00Z").map { $0.addingTimeInterval(day) }
        case 19 where Array(text.utf8)[10] == UInt8(ascii: " "):
            Timestamp.date(of: text.replacing(" ", with: "T") + "Z")
        default: nil
        }
    }
}
