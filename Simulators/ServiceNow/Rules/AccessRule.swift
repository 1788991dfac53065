import SimulatorKit

/// An access control: who lacks the role can't do that with such rows, or can't see or set such fields.
///
/// It works as quietly as the platform does. A row that may not be read is missing from its page, which is cut before
/// that, and still counted. A field that may not be written is dropped without a word: so an approver row is created
/// blank, and a task stays open though the answer was 200. A table without the right to read answers 200 with nothing,
/// unless `refuses` asks for a 403.
struct AccessRule: Sendable {
    enum Operation: String, Sendable, CaseIterable { case read, create, write, delete }

    let table: String
    let operation: Operation
    /// Empty: the row as a whole.
    let fields: Set<String>
    /// An encoded query for the rows that are meant; empty: all.
    let when: String
    /// Who has it is not meant; nil: everybody is.
    let unlessRole: String?
    /// A read is answered with 403 "Insufficient rights to query records" rather than with nothing.
    let refuses: Bool

    init(_ json: JSONValue) throws {
        var reader = try RuleReader(json, in: "\"rules.acl\"")
        table = try reader.required("table")
        operation = try reader.choice("operation", default: .read)
        fields = Set(try reader.strings("fields") ?? [])
        when = try reader.string("when") ?? ""
        unlessRole = try reader.string("unless_role")
        refuses = try reader.bool("refuses", default: false)
        try reader.finish()
    }

    func concerns(_ table: String, _ operation: Operation, _ caller: Caller) -> Bool {
        guard self.table == table, self.operation == operation, !caller.isPlatform else { return false }
        return unlessRole.map { !caller.roles.contains($0) } ?? true
    }
}
