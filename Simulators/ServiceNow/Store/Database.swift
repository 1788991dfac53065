/// Every table of the instance, and what can be asked across them: rows of a class and of the classes that extend it,
/// values through references, display values.
struct Database: Sendable {
    /// A row, as (the table that it is really in, its place there).
    struct Place: Sendable, Hashable {
        let table: String
        let position: Int
    }

    private(set) var tables: [String: Table]
    /// `task` → the tables whose rows are tasks.
    private let concreteClasses: [String: [String]]

    init() {
        tables = TableSchema.all.mapValues(Table.init(schema:))
        var classes: [String: [String]] = [:]
        for schema in TableSchema.all.values {
            classes[schema.name, default: []].append(schema.name)
            if let parent = schema.parent { classes[parent, default: []].append(schema.name) }
        }
        // A task that is nothing more is never made here, but its table is one of its classes all the same.
        concreteClasses = classes.mapValues { $0.sorted() }
    }

    func has(_ table: String) -> Bool { tables[table] != nil }

    func classes(of table: String) -> [String] { concreteClasses[table] ?? [] }

    /// Works on one table in place.
    mutating func with<Result>(_ table: String, _ body: (inout Table) -> Result) -> Result? {
        guard tables[table] != nil else { return nil }
        return body(&tables[table]!)
    }

    /// Finds a row of a table, or of one that extends it.
    func find(_ table: String, _ sysID: String) -> Place? {
        guard !sysID.isEmpty else { return nil }
        for name in classes(of: table) {
            if let position = tables[name]?.position(of: sysID) { return Place(table: name, position: position) }
        }
        return nil
    }

    func row(_ place: Place) -> Table.Row? { tables[place.table]?[place.position] }

    func value(_ field: String, of place: Place) -> String {
        tables[place.table]?.value(field, at: place.position) ?? ""
    }

    func value(_ field: String, of table: String, _ sysID: String) -> String {
        find(table, sysID).map { value(field, of: $0) } ?? ""
    }

    /// Rows of one table whose column has a value, by an index where there is one.
    func places(in table: String, where field: String, is value: String) -> [Place] {
        guard let found = tables[table], let slot = found.slots[field] else { return [] }
        let positions =
            found.lookUp(slot: slot, value: value) ?? found.positions.filter { found[$0]?[slot] == value }
        return positions.map { Place(table: table, position: $0) }
    }

    /// The path of columns that a dotted name means (`sc_item_option.item_option_new.name`), or nil if one isn't there
    /// or is no reference.
    func columns(along path: [String], from table: String) -> [Column]? {
        var columns: [Column] = []
        var current = table
        for (index, name) in path.enumerated() {
            guard let column = tables[current]?.column(name) else { return nil }
            columns.append(column)
            guard index < path.count - 1 else { break }
            guard let target = column.target else { return nil }
            current = target
        }
        return columns
    }

    /// Follows references to the row that holds the last name of a path; nil where one of them is empty or dangling.
    func follow(_ path: [String], from place: Place) -> Place? {
        var current = place
        for name in path.dropLast() {
            guard let table = tables[current.table], let target = table.column(name)?.target,
                let next = find(target, table.value(name, at: current.position))
            else { return nil }
            current = next
        }
        return current
    }
}
