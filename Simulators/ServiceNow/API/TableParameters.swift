import Foundation
import SimulatorKit

/// The parameters of a Table API call, read as the platform reads them: what it doesn't know it passes over.
struct TableParameters: Sendable {
    enum DisplayValue: String, Sendable { case raw = "false", display = "true", all }

    var query = EncodedQuery()
    /// Nil for all.
    var fields: [String]?
    var limit = 10_000
    var offset = 0
    var displayValue = DisplayValue.raw
    var excludesLinks = false
    /// Values that are written are what people see, not what is stored.
    var inputIsDisplayValue = false
    var withoutCount = false
    var withoutLinks = false

    /// - Throws: `Refusal` for an offset below zero.
    init(_ items: [FormItem]) throws(Refusal) {
        if let text = items["sysparm_query"] {
            query = EncodedQuery(text)
        } else {
            // Bare `name=value` pairs are a query of their own, where there is no other.
            let pairs = items.filter { !$0.name.hasPrefix("sysparm_") }.map { "\($0.name)=\($0.value)" }
            query = EncodedQuery(pairs.joined(separator: "^"))
        }
        if let text = items["sysparm_fields"], !text.isEmpty {
            var seen: Set<String> = []
            fields = text.split(separator: ",").map { $0.trimmedOfBlanks }
                .filter { seen.insert($0).inserted }
        }
        if let value = items["sysparm_limit"].flatMap({ Int($0) }), value >= 0 { limit = value }
        if let value = items["sysparm_offset"].flatMap({ Int($0) }) {
            guard value >= 0 else { throw Refusal(400, "Invalid value for sysparm_offset: \(value)") }
            offset = value
        }
        displayValue = items["sysparm_display_value"].flatMap(DisplayValue.init) ?? .raw
        excludesLinks = items["sysparm_exclude_reference_link"] == "true"
        inputIsDisplayValue = items["sysparm_input_display_value"] == "true"
        withoutCount = items["sysparm_no_count"] == "true"
        withoutLinks = items["sysparm_suppress_pagination_header"] == "true"
    }
}
