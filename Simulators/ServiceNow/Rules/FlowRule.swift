import SimulatorKit

/// The flow of a catalogue item: on approval it makes a catalogue task, waits until that is closed, and only then closes
/// the item.
struct FlowRule: Sendable {
    /// What the flow makes of its item when the tasks are closed.
    enum Outcome: String, Sendable, CaseIterable {
        /// Closed Complete, however the task was closed.
        case complete
        /// The state of the task.
        case mirror
        /// The item stays open: the wait is never met.
        case stuck
    }

    /// What becomes of a client that closes the item itself while its task is open.
    enum EarlyClose: String, Sendable, CaseIterable {
        /// The item closes, and the task stays open.
        case allow
        /// 200, with the state unchanged.
        case revert
    }

    /// `*` for every item.
    let item: String
    let taskDescription: String
    let assignmentGroup: String
    let outcome: Outcome
    let earlyClose: EarlyClose

    init(_ json: JSONValue) throws {
        var reader = try RuleReader(json, in: "\"rules.flows\"")
        item = try reader.required("cat_item")
        taskDescription = try reader.string("task") ?? "Provision access"
        assignmentGroup = try reader.string("assignment_group") ?? ""
        outcome = try reader.choice("outcome", default: .complete)
        earlyClose = try reader.choice("early_close", default: .allow)
        try reader.finish()
    }
}
