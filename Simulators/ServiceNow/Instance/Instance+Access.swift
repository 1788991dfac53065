/// Access controls. They come after the limit of a page and after the count, and mostly they say nothing.
extension Instance {
    /// Throws where the caller may not write such a record at all.
    func checkRecordAccess(
        _ operation: AccessRule.Operation, table: String, place: Database.Place?, _ context: WriteContext
    ) throws(Refusal) {
        for rule in rules.access where rule.fields.isEmpty && rule.concerns(table, operation, context.caller) {
            guard place.map({ matches($0, rule.when) }) ?? true else { continue }
            switch operation {
            case .create: throw .accessControl("Insert")
            case .write: throw .accessControl("Update")
            case .delete: throw .accessControl("Delete")
            case .read: throw .noRightToQuery
            }
        }
    }

    /// The values that the caller may set; the others are dropped, and nobody is told.
    func permitted(
        _ values: [String: String], table: String, _ operation: AccessRule.Operation, place: Database.Place?,
        _ context: WriteContext
    ) -> [String: String] {
        var permitted = values
        for rule in rules.access where !rule.fields.isEmpty && rule.concerns(table, operation, context.caller) {
            guard place.map({ matches($0, rule.when) }) ?? true else { continue }
            for field in rule.fields { permitted[field] = nil }
        }
        return permitted
    }

    /// Whether the caller may see the row; without the right it looks as if it weren't there.
    func canRead(_ place: Database.Place, _ caller: Caller) -> Bool {
        !rules.access.contains { rule in
            rule.fields.isEmpty && rule.concerns(place.table, .read, caller) && matches(place, rule.when)
        }
    }

    /// The fields of the row that the caller may not see.
    func hiddenFields(of place: Database.Place, _ caller: Caller) -> Set<String> {
        rules.access.reduce(into: []) { hidden, rule in
            guard !rule.fields.isEmpty, rule.concerns(place.table, .read, caller), matches(place, rule.when) else {
                return
            }
            hidden.formUnion(rule.fields)
        }
    }

    /// Throws where a rule wants a query of the table answered with 403.
    func checkQueryAccess(_ table: String, _ caller: Caller) throws(Refusal) {
        if rules.access.contains(where: { $0.refuses && $0.concerns(table, .read, caller) }) { throw .noRightToQuery }
    }
}
