/// The rows of one table, in the order in which they were inserted, found by sys_id and by the columns that clients
/// commonly ask for without looking at any other row.
struct Table: Sendable {
    /// A row's values, in the order of the table's columns.
    typealias Row = [String]

    let schema: TableSchema
    private(set) var columns: [Column]
    /// Where each column's value stands in a row.
    private(set) var slots: [String: Int]
    /// A deleted row leaves a hole, so that positions stay what they were.
    private var rows: [Row?] = []
    private(set) var count = 0
    private var positionsByID: [String: Int] = [:]
    private var indexes: [Index] = []

    /// For one column: the positions of the rows that have a value, ascending.
    private struct Index {
        let slot: Int
        var positions: [String: [Int]] = [:]
    }

    private static let indexed: Set<String> = [
        "number", "request", "request_item", "sysapproval", "correlation_id", "document_id", "element_id", "parent_id",
        "sc_item_option", "user_name", "email", "user", "group", "requested_for", "variable_set", "question", "name",
        "cat_item", "element",
    ]

    init(schema: TableSchema) {
        self.schema = schema
        columns = schema.columns
        slots = Dictionary(uniqueKeysWithValues: schema.columns.enumerated().map { ($1.name, $0) })
        indexes = Table.indexes(for: columns)
    }

    private static func indexes(for columns: [Column]) -> [Index] {
        columns.indices.filter { indexed.contains(columns[$0].name) }.map { Index(slot: $0) }
    }

    var name: String { schema.name }
    var positions: Range<Int> { rows.indices }
    /// Every table has the column, and it is the first.
    var idSlot: Int { slots["sys_id"] ?? 0 }

    subscript(position: Int) -> Row? { rows[position] }

    func position(of sysID: String) -> Int? { positionsByID[sysID] }

    func column(_ name: String) -> Column? { slots[name].map { columns[$0] } }

    func value(_ field: String, at position: Int) -> String {
        guard let slot = slots[field], let row = rows[position] else { return "" }
        return row[slot]
    }

    /// The rows whose column has that value, or nil where only a scan can tell.
    func lookUp(slot: Int, value: String) -> [Int]? {
        if slot == idSlot { return positionsByID[value].map { [$0] } ?? [] }
        // Rows without a value are too many to keep a list of.
        guard !value.isEmpty, let index = indexes.first(where: { $0.slot == slot }) else { return nil }
        return index.positions[value] ?? []
    }

    /// Adds a column that the platform doesn't know, as customers do (`u_…`).
    mutating func addColumn(_ column: Column) {
        guard slots[column.name] == nil else { return }
        slots[column.name] = columns.count
        columns.append(column)
        for position in rows.indices { rows[position]?.append(column.defaultValue) }
    }

    /// Takes a column away, as in a release that doesn't have it yet. Only before there are rows.
    mutating func removeColumn(_ name: String) {
        guard rows.isEmpty, let slot = slots[name] else { return }
        columns.remove(at: slot)
        slots = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.name, $0) })
        indexes = Table.indexes(for: columns)
    }

    func defaultRow() -> Row { columns.map(\.defaultValue) }

    /// - Precondition: the row has a value for every column, and its sys_id is new to the table.
    @discardableResult
    mutating func insert(_ row: Row) -> Int {
        let position = rows.count
        rows.append(row)
        count += 1
        positionsByID[row[idSlot]] = position
        for index in indexes.indices {
            let value = row[indexes[index].slot]
            if !value.isEmpty { indexes[index].positions[value, default: []].append(position) }
        }
        return position
    }

    mutating func replace(at position: Int, with row: Row) {
        guard let old = rows[position] else { return }
        for index in indexes.indices {
            let slot = indexes[index].slot
            guard old[slot] != row[slot] else { continue }
            unindex(position, index, value: old[slot])
            guard !row[slot].isEmpty else { continue }
            var found = indexes[index].positions.removeValue(forKey: row[slot]) ?? []
            found.insert(position, at: found.insertionPoint(of: position))
            indexes[index].positions[row[slot]] = found
        }
        rows[position] = row
    }

    mutating func delete(at position: Int) {
        guard let old = rows[position] else { return }
        for index in indexes.indices { unindex(position, index, value: old[indexes[index].slot]) }
        positionsByID[old[idSlot]] = nil
        rows[position] = nil
        count -= 1
    }

    private mutating func unindex(_ position: Int, _ index: Int, value: String) {
        guard !value.isEmpty, var found = indexes[index].positions.removeValue(forKey: value) else { return }
        let at = found.insertionPoint(of: position)
        if at < found.count, found[at] == position { found.remove(at: at) }
        if !found.isEmpty { indexes[index].positions[value] = found }
    }
}

extension [Int] {
    /// Where an element belongs in an ascending array: its own place if it is there.
    func insertionPoint(of element: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
