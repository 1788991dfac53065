import SimulatorKit
import Testing

@testable import ServiceNowSimulator

/// Random queries on random tables, against the plainest evaluation that can be written.
@Suite("Queries by index and by scan")
struct QueryPropertyTests {
    private static let fields = ["number", "correlation_id", "state", "active", "short_description", "close_notes"]

    private static func value(_ field: String, _ random: inout SeededRandom) -> String {
        switch field {
        case "state": ["-5", "1", "2", "3", "10"].randomElement(using: &random) ?? ""
        case "active": Bool.random(using: &random) ? "true" : "false"
        default: ["", "a", "b", "ab", "ba", "c"].randomElement(using: &random) ?? ""
        }
    }

    private static func row(_ random: inout SeededRandom) -> [String: String] {
        Dictionary(uniqueKeysWithValues: fields.map { ($0, value($0, &random)) })
    }

    private static func query(_ random: inout SeededRandom) -> String {
        let operators = ["=", "!=", ">", "<=", "IN", "LIKE", "STARTSWITH", "ISEMPTY", "ISNOTEMPTY", "NOT IN"]
        var text = ""
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            let field = fields.randomElement(using: &random) ?? "state"
            let found = operators.randomElement(using: &random) ?? "="
            var part = field + found
            if !found.hasPrefix("IS") { part += value(field, &random) }
            if found.hasSuffix("IN") { part += "," + value(field, &random) }
            text += (["^", "^", "^OR", "^NQ"].randomElement(using: &random) ?? "^") + part
        }
        return text
    }

    /// Compares as the documentation says, without any index, on plain dictionaries.
    private static func holds(_ query: EncodedQuery, _ row: [String: String]) -> Bool {
        query.groups.contains { clauses in
            clauses.allSatisfy { clause in
                clause.contains { part in
                    guard case .condition(let condition) = part else { return true }
                    let value = row[condition.field] ?? ""
                    let wanted = condition.value
                    let numbers = condition.field == "state" ? (Int(value) ?? 0, Int(wanted) ?? 0) : nil
                    let isLess = numbers.map { $0.0 < $0.1 } ?? (value < wanted)
                    let isMore = numbers.map { $0.0 > $0.1 } ?? (value > wanted)
                    switch condition.operator {
                    case .equals: return value == wanted
                    case .notEquals: return value != wanted
                    case .greater: return isMore
                    case .lessOrEqual: return !value.isEmpty && (isLess || value == wanted)
                    case .oneOf:
                        return wanted.split(separator: ",", omittingEmptySubsequences: false).contains { $0 == value }
                    case .noneOf:
                        return !wanted.split(separator: ",", omittingEmptySubsequences: false).contains { $0 == value }
                    case .contains: return wanted.isEmpty || value.contains(wanted)
                    case .startsWith: return value.hasPrefix(wanted)
                    case .isEmpty: return value.isEmpty
                    case .isNotEmpty: return !value.isEmpty
                    default: return false
                    }
                }
            }
        }
    }

    @Test("agree with a plain evaluation, through inserts, updates and deletes", arguments: 0..<40)
    func agree(seed: Int) throws {
        var random = SeededRandom(seed: seed)
        var instance = Instance()
        let context = WriteContext(caller: .platform, now: GlideDateTime(seconds: 0))
        // A table without business rules, with the columns of a task, so that rows are what they were written as.
        var model: [String: [String: String]] = [:]
        for index in 0..<60 {
            let row = Self.row(&random)
            let id = "id\(index)"
            let stored = Self.store(row, id, in: &instance)
            model[id] = row
            if Int.random(in: 0..<6, using: &random) == 0 {
                try instance.delete(stored, context)
                model[id] = nil
            } else if Bool.random(using: &random) {
                let changed = Self.row(&random)
                Self.replace(stored, with: changed, in: &instance)
                model[id] = changed
            }
        }
        for _ in 0..<25 {
            let text = Self.query(&random)
            let query = EncodedQuery(text)
            let found = instance.find(query, table: "sc_req_item", caller: .platform, now: context.now).places
            let ids = Set(found.map { instance.database.value("sys_id", of: $0) })
            let expected = Set(model.filter { Self.holds(query, $0.value) }.keys)
            #expect(ids == expected, "\(text)")
            #expect(ids.count == found.count, "a row was found twice: \(text)")
        }
    }

    private static func store(_ values: [String: String], _ id: String, in instance: inout Instance) -> Database.Place {
        let position = instance.database.with("sc_req_item") { table in
            var row = table.defaultRow()
            row[table.idSlot] = id
            for (name, value) in values { if let slot = table.slots[name] { row[slot] = value } }
            return table.insert(row)
        }
        return Database.Place(table: "sc_req_item", position: position ?? 0)
    }

    private static func replace(_ place: Database.Place, with values: [String: String], in instance: inout Instance) {
        instance.database.with("sc_req_item") { table in
            guard var row = table[place.position] else { return }
            for (name, value) in values { if let slot = table.slots[name] { row[slot] = value } }
            table.replace(at: place.position, with: row)
        }
    }
}
