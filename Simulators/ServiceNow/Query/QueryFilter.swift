/// An encoded query, held against one table: finds its rows.
struct QueryFilter: Sendable {
    /// Groups of clauses of alternatives, as in `EncodedQuery`, with what can't be understood left out.
    private let groups: [[[QueryCondition]]]
    /// What was left out, and so made the result larger.
    let ignored: [String]
    private let table: String
    private let findsNothing: Bool

    /// - Parameters:
    ///   - table: one with rows of its own, or one that others extend.
    ///   - refusesInvalid: `glide.invalid_query.returns_no_rows`: an invalid part makes the query find nothing.
    init(
        _ query: EncodedQuery, table: String, database: Database, scripts: ScriptedValue, refusesInvalid: Bool = false
    ) {
        self.table = table
        var ignored: [String] = []
        groups = query.groups.map { clauses in
            clauses.compactMap { clause in
                let conditions = clause.compactMap { part -> QueryCondition? in
                    switch part {
                    case .invalid(let text): ignored.append(text)
                    case .condition(let found):
                        if let condition = QueryCondition(found, table: table, database: database, scripts: scripts) {
                            return condition
                        }
                        ignored.append(found.field + found.operator.rawValue + found.value)
                    }
                    return nil
                }
                return conditions.isEmpty ? nil : conditions
            }
        }
        self.ignored = ignored
        findsNothing = refusesInvalid && !ignored.isEmpty
    }

    /// The rows of the table that match, in the order of the table.
    func places(in database: Database) -> [Database.Place] {
        guard !findsNothing, let found = database.tables[table] else { return [] }
        let positions =
            groups.count == 1
            ? matching(groups[0], in: found, database)
            : Set(groups.flatMap { matching($0, in: found, database) }).sorted()
        return positions.map { Database.Place(table: table, position: $0) }
    }

    /// Whether a row with the columns of the table matches, be it stored or not.
    func matches(_ row: Table.Row, in database: Database) -> Bool {
        !findsNothing && groups.contains { holds($0, row, database) }
    }

    private func holds(_ clauses: [[QueryCondition]], _ row: Table.Row, _ database: Database) -> Bool {
        clauses.allSatisfy { clause in clause.contains { $0.matches(row, in: database) } }
    }

    private func matching(_ clauses: [[QueryCondition]], in found: Table, _ database: Database) -> [Int] {
        func isMatch(_ position: Int) -> Bool {
            guard let row = found[position] else { return false }
            return holds(clauses, row, database)
        }
        guard let candidates = candidates(clauses, in: found) else { return found.positions.filter(isMatch) }
        return candidates.filter(isMatch)
    }

    /// The fewest rows that any clause leaves over, if one can be answered from indexes.
    private func candidates(_ clauses: [[QueryCondition]], in found: Table) -> [Int]? {
        var best: [Int]?
        for clause in clauses {
            let parts = clause.map { $0.candidates(in: found) }
            guard parts.allSatisfy({ $0 != nil }) else { continue }
            let positions = parts.count == 1 ? parts[0] ?? [] : Set(parts.flatMap { $0 ?? [] }).sorted()
            if positions.count < best?.count ?? .max { best = positions }
        }
        return best
    }
}
