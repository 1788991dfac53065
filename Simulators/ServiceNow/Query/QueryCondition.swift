/// One condition of a query, held against the columns of one table: what is left to do for each row is to compare.
struct QueryCondition: Sendable {
    /// Where the value of a row comes from.
    private enum Source: Sendable {
        case slot(Int)
        /// Through references, the first of which is in the row itself.
        case path(slot: Int, table: String, rest: [String])
    }

    let slot: Int?
    let `operator`: QueryOperator
    let values: [String]
    private let source: Source
    private let comparesNumbers: Bool
    /// For `SAMEAS`: the column to compare with.
    private let other: Int?
    /// A reference is searched by what it shows, and compared by the sys_id that it holds.
    private let displayTable: String?

    /// - Returns: nil if the field isn't there, a date can't be read, or a script isn't known: the part is invalid.
    init?(_ condition: EncodedQuery.Condition, table: String, database: Database, scripts: ScriptedValue) {
        let path = condition.field.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard let column = database.columns(along: path, from: table)?.last,
            let raw = scripts.resolve(condition.value)
        else { return nil }
        `operator` = condition.operator
        guard let first = database.tables[table]?.slots[path[0]] else { return nil }
        if path.count > 1, let target = database.tables[table]?.column(path[0])?.target {
            slot = nil
            source = .path(slot: first, table: target, rest: Array(path.dropFirst()))
        } else {
            slot = first
            source = .slot(first)
        }
        other = database.tables[table]?.slots[raw]
        values = QueryCondition.values(raw, condition.operator, column)
        comparesNumbers = column.kind == .integer || column.kind == .choice
        displayTable = condition.operator.isTextSearch ? column.target : nil
        switch condition.operator {
        case .greater, .greaterOrEqual, .less, .lessOrEqual, .between:
            guard column.kind != .dateTime || values.allSatisfy({ GlideDateTime($0) != nil }) else { return nil }
            guard condition.operator != .between || values.count == 2 else { return nil }
        case .sameAs, .notSameAs:
            guard other != nil else { return nil }
        default: break
        }
    }

    private static func values(_ raw: String, _ operator: QueryOperator, _ column: Column) -> [String] {
        switch `operator` {
        case .oneOf, .noneOf:
            raw.split(separator: ",", omittingEmptySubsequences: false).map { normal(String($0), column) }
        case .between: raw.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        default: [normal(raw, column)]
        }
    }

    private static func normal(_ value: String, _ column: Column) -> String {
        guard column.kind == .boolean else { return value }
        return value == "1" ? "true" : value == "0" ? "false" : value
    }

    /// The rows that an index names for this condition, in the order of the table; nil where it takes a scan.
    func candidates(in table: Table) -> [Int]? {
        guard let slot else { return nil }
        switch `operator` {
        case .equals: return table.lookUp(slot: slot, value: values[0])
        case .oneOf:
            var found: Set<Int> = []
            for value in values {
                guard let some = table.lookUp(slot: slot, value: value) else { return nil }
                found.formUnion(some)
            }
            return found.sorted()
        default: return nil
        }
    }

    func matches(_ row: Table.Row, in database: Database) -> Bool {
        let value = value(of: row, in: database)
        if let displayTable {
            return `operator`.holds(database.display(of: displayTable, value), values, numbers: false)
        }
        switch `operator` {
        case .sameAs: return other.map { value == row[$0] } ?? false
        case .notSameAs: return other.map { value != row[$0] } ?? false
        case .instanceOf: return database.classes(of: values[0]).contains(value)
        default: return `operator`.holds(value, values, numbers: comparesNumbers)
        }
    }

    private func value(of row: Table.Row, in database: Database) -> String {
        switch source {
        case .slot(let slot): return row[slot]
        case .path(let slot, let table, let rest):
            guard let next = database.find(table, row[slot]), let end = database.follow(rest, from: next),
                let name = rest.last
            else { return "" }
            return database.value(name, of: end)
        }
    }
}

extension QueryOperator {
    fileprivate var isTextSearch: Bool {
        switch self {
        case .contains, .containsNot, .startsWith, .endsWith: true
        default: false
        }
    }

    /// Whether a value stands in this relation to what was asked for.
    fileprivate func holds(_ value: String, _ wanted: [String], numbers: Bool) -> Bool {
        switch self {
        case .equals: value == wanted[0]
        // A row without a value is not equal to anything either.
        case .notEquals: value != wanted[0]
        case .greater: QueryOperator.isLess(wanted[0], value, numbers)
        case .greaterOrEqual: !value.isEmpty && !QueryOperator.isLess(value, wanted[0], numbers)
        case .less: !value.isEmpty && QueryOperator.isLess(value, wanted[0], numbers)
        case .lessOrEqual: !value.isEmpty && !QueryOperator.isLess(wanted[0], value, numbers)
        case .oneOf: wanted.contains(value)
        case .noneOf: !wanted.contains(value)
        case .contains: value.contains(wanted[0])
        case .containsNot: !value.contains(wanted[0])
        case .startsWith: value.hasPrefix(wanted[0])
        case .endsWith: value.hasSuffix(wanted[0])
        case .isEmpty, .emptyString: value.isEmpty
        case .isNotEmpty: !value.isEmpty
        case .anything: true
        case .between:
            !value.isEmpty && !QueryOperator.isLess(value, wanted[0], numbers)
                && !QueryOperator.isLess(wanted[1], value, numbers)
        case .sameAs, .notSameAs, .instanceOf: false
        }
    }

    static func isLess(_ left: String, _ right: String, _ numbers: Bool) -> Bool {
        if numbers, let left = Int(left), let right = Int(right) { return left < right }
        return left < right
    }
}
