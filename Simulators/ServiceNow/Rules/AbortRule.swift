import SimulatorKit

/// A `before` business rule of the customer's own that refuses a write: the answer is 403 and names the rule.
struct AbortRule: Sendable {
    let table: String
    let name: String
    let sysID: String
    /// An encoded query on the record as it would become.
    let when: String
    /// Only while a catalogue task of the item is open.
    let whileTasksAreOpen: Bool

    init(_ json: JSONValue) throws {
        var reader = try RuleReader(json, in: "\"rules.abort\"")
        table = try reader.required("table")
        name = try reader.required("name")
        sysID = try reader.required("sys_id")
        when = try reader.string("when") ?? ""
        whileTasksAreOpen = try reader.bool("while_tasks_are_open", default: false)
        try reader.finish()
    }
}
