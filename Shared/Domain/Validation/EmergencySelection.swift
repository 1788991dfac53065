import Foundation

/// Reads out of a request's variables whether it is an emergency. Pure.
enum EmergencySelection {
    /// - Returns: nil where it is none.
    /// - Throws: ``Failure`` with ``Reason/policyEmergencyNotAllowed`` for what the policy doesn't give at once, and
    ///   ``Reason/policyEmergencyReasonMissing`` where nobody says why.
    static func emergency(
        of item: CatalogItem, entitlements: [Entitlement], variables: [String: String]
    ) throws(Failure) -> Emergency? {
        guard let names = item.emergency else { return nil }
        let value = (variables[names.variable] ?? "")[...].trimmingSpaces().lowercased()
        guard ["true", "yes", "1"].contains(value) else { return nil }
        let others = entitlements.filter { $0.emergency == nil }.map(\.name)
        guard others.isEmpty else {
            throw Failure(
                .policyEmergencyNotAllowed, "\(others.joined(separator: ", ")): the policy gives it in no emergency")
        }
        let reason = (variables[names.reasonVariable] ?? "")[...].trimmingSpaces()
        guard !reason.isEmpty else {
            throw Failure(.policyEmergencyReasonMissing, "the variable \(names.reasonVariable) has no value")
        }
        return Emergency(reason: String(reason.unicodeScalars.prefix(1_000)))
    }

    /// When an emergency's access ends: the shortest of what its entitlements allow.
    static func end(of entitlements: [Entitlement], now: Date) -> Date {
        let hours = entitlements.compactMap(\.emergency?.hours).min() ?? 0
        return now.addingTimeInterval(Double(hours) * 3_600)
    }
}
