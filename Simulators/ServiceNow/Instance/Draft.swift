/// A record on its way to being written: what it was, and what business rules have made of it so far.
struct Draft: Sendable {
    let table: String
    /// Nil for a record that is new.
    let before: Table.Row?
    private(set) var row: Table.Row
    private let slots: [String: Int]
    private let columns: [Column]

    init(table: Table, before: Table.Row?) {
        self.table = table.name
        self.before = before
        row = before ?? table.defaultRow()
        slots = table.slots
        columns = table.columns
    }

    var isNew: Bool { before == nil }

    func has(_ field: String) -> Bool { slots[field] != nil }

    /// The value as it would become. Setting a field that isn't there does nothing.
    subscript(field: String) -> String {
        get { slots[field].map { row[$0] } ?? "" }
        set { if let slot = slots[field] { row[slot] = newValue } }
    }

    func old(_ field: String) -> String {
        guard let before, let slot = slots[field] else { return "" }
        return before[slot]
    }

    /// Whether a record that was there before gets another value.
    func changes(_ field: String) -> Bool { !isNew && old(field) != self[field] }

    func changes(_ field: String, to value: String) -> Bool { changes(field) && self[field] == value }

    /// Whether the field has that value now and hadn't, be the record new or not.
    func becomes(_ field: String, _ value: String) -> Bool { self[field] == value && (isNew || old(field) != value) }

    var isChanged: Bool { before != row }

    /// What the journal says of the write: a new record is compared with an empty one, and the platform's own stamps are
    /// left out.
    var changes: [Effect.Change] {
        columns.indices.compactMap { slot in
            let column = columns[slot]
            let old = before?[slot] ?? column.defaultValue
            guard old != row[slot], !column.name.hasPrefix("sys_") else { return nil }
            return Effect.Change(field: column.name, old: isNew ? "" : old, new: row[slot])
        }
    }
}
