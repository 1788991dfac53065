/// How a record is written: access controls, then `before` rules, then the row and its journal, then `after` rules.
extension Instance {
    /// Inserts a record.
    ///
    /// - Parameters:
    ///   - values: raw, by column. Columns that aren't there or may not be written are dropped without a word.
    ///   - sysID: for rows of the seed that come with their own.
    @discardableResult
    mutating func insert(
        _ table: String, _ values: [String: String], sysID: String? = nil, _ context: WriteContext
    ) throws(Refusal) -> Database.Place {
        guard var draft = newDraft(table) else { throw .unknownTable(table) }
        try checkRecordAccess(.create, table: table, place: nil, context)
        let notes = assign(permitted(values, table: table, .create, place: nil, context), to: &draft)
        let id = sysID ?? identifiers.sysID()
        draft["sys_id"] = id
        draft["sys_created_on"] = context.now.text
        draft["sys_created_by"] = context.caller.userName
        stamp(&draft, count: 0, context)
        fillIn(&draft, context)
        try runBeforeRules(&draft, context)
        let row = draft.row
        let position = database.with(table) { $0.insert(row) } ?? 0
        let place = Database.Place(table: table, position: position)
        finish(.inserted, draft, place, notes, context)
        return place
    }

    /// Updates a record. One that comes out as it was is not written, and keeps its stamps.
    mutating func update(
        _ place: Database.Place, _ values: [String: String], _ context: WriteContext
    ) throws(Refusal) {
        guard context.depth <= WriteContext.maximumDepth, var draft = draft(of: place) else { return }
        try checkRecordAccess(.write, table: place.table, place: place, context)
        let notes = assign(permitted(values, table: place.table, .write, place: place, context), to: &draft)
        guard draft.isChanged || !notes.isEmpty else { return }
        try runBeforeRules(&draft, context)
        guard draft.isChanged || !notes.isEmpty else { return }
        stamp(&draft, count: (Int(draft.old("sys_mod_count")) ?? 0) + 1, context)
        let changed = draft.row
        database.with(place.table) { $0.replace(at: place.position, with: changed) }
        finish(.updated, draft, place, notes, context)
    }

    mutating func delete(_ place: Database.Place, _ context: WriteContext) throws(Refusal) {
        try checkRecordAccess(.delete, table: place.table, place: place, context)
        let (id, number) = (database.value("sys_id", of: place), database.value("number", of: place))
        database.with(place.table) { $0.delete(at: place.position) }
        record(
            Effect(
                operation: .deleted, table: place.table, sysID: id, number: number, by: context.caller.userName,
                cause: context.cause, changes: [], notes: []))
    }

    // Drafts are made in functions of their own: while a copy of the table is about, changing it copies all of its rows.

    private func newDraft(_ table: String) -> Draft? { database.tables[table].map { Draft(table: $0, before: nil) } }

    private func draft(of place: Database.Place) -> Draft? {
        guard let table = database.tables[place.table], let row = table[place.position] else { return nil }
        return Draft(table: table, before: row)
    }

    private func stamp(_ draft: inout Draft, count: Int, _ context: WriteContext) {
        draft["sys_updated_on"] = context.now.text
        draft["sys_updated_by"] = context.caller.userName
        draft["sys_mod_count"] = String(count)
    }

    /// What a new record gets by itself.
    private mutating func fillIn(_ draft: inout Draft, _ context: WriteContext) {
        guard let schema = TableSchema.all[draft.table], !schema.numberPrefix.isEmpty else { return }
        if draft["number"].isEmpty {
            draft["number"] = identifiers.number(schema.numberPrefix)
        } else {
            identifiers.take(draft["number"], prefix: schema.numberPrefix)
        }
        draft["sys_class_name"] = schema.name
        draft["task_effective_number"] = draft["number"]
        if draft["opened_at"].isEmpty { draft["opened_at"] = context.now.text }
        if draft["opened_by"].isEmpty { draft["opened_by"] = context.caller.userID }
    }

    /// Takes over the values that a client may set, cut to length. What goes into journals is returned, not stored.
    private func assign(_ values: [String: String], to draft: inout Draft) -> [Effect.Note] {
        guard let table = database.tables[draft.table] else { return [] }
        var notes: [Effect.Note] = []
        for (name, value) in values {
            guard let column = table.column(name), !column.isReadOnly else { continue }
            switch column.kind {
            case .journal: if !value.isEmpty { notes.append(Effect.Note(element: name, text: value)) }
            case .journalList: continue
            case .boolean: draft[name] = value == "1" || value == "true" ? "true" : "false"
            case .string where value.utf8.count > column.maxLength: draft[name] = String(value.prefix(column.maxLength))
            default: draft[name] = value
            }
        }
        return notes.sorted { $0.element < $1.element }
    }

    private mutating func finish(
        _ operation: Effect.Operation, _ draft: Draft, _ place: Database.Place, _ notes: [Effect.Note],
        _ context: WriteContext
    ) {
        for note in notes { append(note, to: draft, context) }
        record(
            Effect(
                operation: operation, table: draft.table, sysID: draft["sys_id"], number: draft["number"],
                by: context.caller.userName, cause: context.cause, changes: draft.changes, notes: notes))
        runAfterRules(draft, place, context)
    }

    private mutating func append(_ note: Effect.Note, to record: Draft, _ context: WriteContext) {
        guard var draft = newDraft("sys_journal_field") else { return }
        draft["sys_id"] = identifiers.sysID()
        draft["name"] = record.table
        draft["element"] = note.element
        draft["element_id"] = record["sys_id"]
        draft["value"] = note.text
        draft["sys_created_on"] = context.now.text
        draft["sys_created_by"] = context.caller.userName
        stamp(&draft, count: 0, context)
        let row = draft.row
        database.with("sys_journal_field") { _ = $0.insert(row) }
    }
}
