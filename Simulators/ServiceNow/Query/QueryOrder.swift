/// What rows are sorted by: numbers as numbers, references by what they show. A column that isn't there is passed over.
struct QueryOrder: Sendable {
    private struct Key {
        let path: [String]
        let isDescending: Bool
        let isNumeric: Bool
        let displayTable: String?
    }

    private let keys: [Key]

    init(_ order: [EncodedQuery.Order], table: String, database: Database) {
        keys = order.compactMap { order in
            let path = order.field.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard let column = database.columns(along: path, from: table)?.last else { return nil }
            return Key(
                path: path, isDescending: order.isDescending,
                isNumeric: column.kind == .integer || column.kind == .choice, displayTable: column.target)
        }
    }

    /// The rows in order; those that are equal in all of it stay as they were.
    func sorted(_ places: [Database.Place], in database: Database) -> [Database.Place] {
        guard !keys.isEmpty, places.count > 1 else { return places }
        let decorated = places.enumerated().map { index, place in
            (index: index, place: place, values: keys.map { value(of: $0, at: place, database) })
        }
        return decorated.sorted { left, right in
            for (index, key) in keys.enumerated() {
                let (first, second) = (left.values[index], right.values[index])
                if first == second { continue }
                return QueryOperator.isLess(first, second, key.isNumeric) != key.isDescending
            }
            return left.index < right.index
        }.map(\.place)
    }

    private func value(of key: Key, at place: Database.Place, _ database: Database) -> String {
        guard let end = database.follow(key.path, from: place), let name = key.path.last else { return "" }
        let value = database.value(name, of: end)
        guard let displayTable = key.displayTable else { return value }
        return database.display(of: displayTable, value)
    }
}
