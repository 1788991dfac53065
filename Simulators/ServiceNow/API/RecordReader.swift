import Foundation
import OrderedCollections
import SimulatorKit

/// Reads the record that a client sends, as raw values by column.
struct RecordReader {
    let instance: Instance
    let caller: Caller
    /// `sysparm_input_display_value=true`: names instead of sys_ids, labels instead of choices, times of the user's zone.
    let isDisplayValue: Bool

    /// - Throws: `Refusal` where the body is no JSON object. Of several records only the first is taken.
    func values(_ body: [UInt8], table: String) throws(Refusal) -> [String: String] {
        guard !body.isEmpty else { return [:] }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: body)
        } catch {
            throw Refusal(400, "Exception while reading request", "\(error)")
        }
        guard let members = json.object ?? json.array?.first?.object else {
            throw Refusal(400, "Exception while reading request", "The payload is not a JSON object.")
        }
        var values: [String: String] = [:]
        for (name, value) in members {
            guard let (text, isShown) = Self.text(value) else { continue }
            let column = instance.database.tables[table]?.column(name)
            values[name] = isShown || isDisplayValue ? column.map { raw(text, $0, table: table) } ?? text : text
        }
        return values
    }

    /// A scalar as text. References may come as the object that a read gives.
    private static func text(_ json: JSONValue) -> (text: String, isShown: Bool)? {
        switch json {
        case .string(let text): (text, false)
        case .bool(let value): (value ? "true" : "false", false)
        case .integer(let value): (String(value), false)
        case .number(let value): (String(value), false)
        case .null: ("", false)
        case .object(let members):
            members["value"]?.string.map { ($0, false) } ?? members["display_value"]?.string.map { ($0, true) }
        case .array: nil
        }
    }

    private func raw(_ text: String, _ column: Column, table: String) -> String {
        guard !text.isEmpty else { return text }
        switch column.kind {
        case .reference(let target): return instance.database.sysID(in: target, showing: text) ?? ""
        case .choice:
            return instance.database.choiceValue(labelled: text, table: table, element: column.name) ?? text
        case .dateTime: return GlideDateTime(text, in: caller.zone)?.text ?? text
        default: return text
        }
    }
}
