import Domain
import Foundation
import ServiceNow

/// What a ticket asks for, by its variables and the policy. Pure.
struct AskedAccess: Hashable {
    var access: [AccessTicket.Access] = []
    var end: Date?
    var doubts: [Doubt] = []

    /// - Parameters:
    ///   - rules: of the ticket's catalogue item.
    ///   - variables: all that came back for the ticket.
    init(_ rules: AccessRules, variables: [ItemVariable]) {
        guard !variables.isEmpty else {
            // Every item of the catalogue has some: so that is an access rule, not an empty form.
            doubts = [Self.unreadable("none of its variables may be read")]
            return
        }
        let values = Dictionary(variables.map { ($0.name, $0.value) }) { first, _ in first }
        let hidden = rules.variables.filter { values[$0] == .some(nil) }
        guard hidden.isEmpty else {
            doubts = [Self.unreadable("the value of \(hidden.joined(separator: ", ")) may not be read")]
            return
        }
        let texts = values.compactMapValues(\.self)
        let names = EntitlementSelection.names(in: rules.entitlementVariables, of: texts)
        if names.isEmpty {
            let list = rules.entitlementVariables.joined(separator: ", ")
            doubts = [Doubt(code: .nothingRequested, detail: "It names no entitlement in \(list).")]
        }
        for name in names {
            let groups = rules.groups[name] ?? []
            access += groups.map { AccessTicket.Access(entitlement: name, group: $0) }
            if groups.isEmpty {
                let shown = String(name.unicodeScalars.prefix(80))
                doubts.append(
                    Doubt(
                        code: .entitlementUnknown, detail: "The policy doesn't list “\(shown)” for \(rules.name).",
                        entitlement: shown))
            }
        }
        readEnd(rules, texts)
    }

    private mutating func readEnd(_ rules: AccessRules, _ texts: [String: String]) {
        guard var item = rules.ending else { return }
        // Whether it was allowed to be so far away was decided when the ticket was approved.
        item.maximumDays = nil
        do throws(Failure) {
            end = try EndSelection.end(of: item, variables: texts, now: .distantPast)
        } catch {
            doubts.append(Doubt(code: .endUnreadable, detail: "When its access ends can't be read: \(error.detail)."))
        }
    }

    private static func unreadable(_ what: String) -> Doubt {
        Doubt(
            code: .variablesUnreadable,
            detail: "What it asks for can't be read: \(what). Reading needs rights to sc_item_option_mtom, "
                + "sc_item_option and item_option_new.")
    }
}
