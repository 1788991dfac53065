import OrderedCollections
import SimulatorKit

/// One write that took effect, for the journal.
struct Effect: Sendable, Equatable {
    enum Operation: String, Sendable { case inserted, updated, deleted }

    struct Change: Sendable, Equatable {
        let field: String
        let old: String
        let new: String
    }

    struct Note: Sendable, Equatable {
        let element: String
        let text: String
    }

    let operation: Operation
    let table: String
    let sysID: String
    let number: String
    let by: String
    /// `request`, or the business rule or flow that wrote in its wake.
    let cause: String
    let changes: [Change]
    let notes: [Note]

    /// `record.updated`, …
    var name: String { "record.\(operation.rawValue)" }

    var details: JSONObject {
        [
            "table": .string(table), "sys_id": .string(sysID), "number": .string(number), "by": .string(by),
            "cause": .string(cause),
            "changes": .object(
                JSONObject(
                    changes.map { ($0.field, .object(["old": .string($0.old), "new": .string($0.new)])) },
                    uniquingKeysWith: { $1 })),
            "notes": .array(notes.map { .object(["element": .string($0.element), "text": .string($0.text)]) }),
        ]
    }
}
