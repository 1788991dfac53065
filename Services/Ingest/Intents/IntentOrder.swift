import Domain
import Foundation

/// What an intent becomes in the catalogue. Pure.
enum IntentOrder {
    /// The variables of the order. The reason says in its first words who proposed it, for whoever approves the ticket in ServiceNow, and
    /// ends in the mark by which Landfall knows it.
    static func variables(
        of intent: Intent, _ item: CatalogItem, _ rule: IntentRule, client: String
    ) -> [String: String] {
        var variables = [
            rule.entitlementVariable: intent.entitlements.joined(separator: ","),
            rule.reasonVariable: "Proposed by \(client): \(intent.reason) "
                + IntentMark(intent: intent.id(of: client), client: client).description,
        ]
        if let name = item.endVariable, let until = intent.until {
            // As ServiceNow keeps times: UTC, whole seconds.
            variables[name] = String(Timestamp.text(of: until).prefix(19)).replacing("T", with: " ")
        }
        return variables
    }
}
