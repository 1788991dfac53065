/// What a request item says in its variables, as far as it is to be read. Pure.
///
/// Single variables are in `sc_item_option_mtom`. A multi-row set has an empty row there, and its cells in
/// `sc_multi_row_question_answer`. Rows that an access rule hides are missing from a page and still counted; so more counted than shown
/// says that something is hidden, and so does a row without its name or value.
public struct ItemVariables: Hashable, Sendable {
    /// By name. A column of a multi-row set has the values of its rows, separated by commas. Without masked variables: what is in them is
    /// a secret, and nobody decides by it.
    public var values: [String: String] = [:]
    /// Whether a variable that isn't among them may be there all the same.
    public var hidesSome = false

    /// - Parameters:
    ///   - single: the rows of single variables.
    ///   - cells: those of multi-row sets; nil where the table may not be read at all.
    /// - Returns: nil when none is to be read: every item of the catalogue has some, so that is an access rule, not an empty form.
    init?(single: TableAPI.Page, cells: TableAPI.Page?) {
        hidesSome = single.hidesRows
        for record in single.records {
            let (name, value) = (record[Self.nameField], record[Self.valueField])
            // The row of a multi-row set has no variable of its own.
            if name == "" { continue }
            guard let name, let value else {
                hidesSome = true
                continue
            }
            if record[Self.typeField] != Self.masked { add(value, to: name) }
        }
        addCells(of: cells)
        if values.isEmpty { return nil }
    }

    /// All of them or none: half a column would look like a whole one.
    private mutating func addCells(of page: TableAPI.Page?) {
        let cells = page?.records.compactMap { record in
            record[Self.cellNameField].flatMap { name in
                name.isEmpty ? nil : record[Self.cellValueField].map { (name, $0) }
            }
        }
        guard let page, let cells, !page.hidesRows, cells.count == page.records.count else {
            hidesSome = true
            return
        }
        for (name, value) in cells { add(value, to: name) }
    }

    private mutating func add(_ value: String, to name: String) {
        let parts = [values[name], value].compactMap(\.self).filter { !$0.isEmpty }
        values[name] = parts.joined(separator: ",")
    }

    static let fields = ["sys_id", nameField, typeField, valueField]
    private static let nameField = "sc_item_option.item_option_new.name"
    private static let typeField = "sc_item_option.item_option_new.type"
    private static let valueField = "sc_item_option.value"

    static let cellFields = ["sys_id", cellNameField, cellValueField]
    private static let cellNameField = "item_option_new.name"
    private static let cellValueField = "value"

    /// The type of a variable whose value is masked.
    private static let masked = "25"
}

extension TableAPI.Page {
    /// Whether more rows match than came back.
    fileprivate var hidesRows: Bool { totalCount.map { $0 > records.count } ?? false }
}
