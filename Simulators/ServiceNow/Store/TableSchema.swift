/// What a table is made of: its columns, the class it extends, and the column that stands for a row when it is displayed.
struct TableSchema: Sendable {
    let name: String
    /// The table that this one extends: a `sc_req_item` is a `task`.
    let parent: String?
    let displayColumn: String
    /// `RITM` in RITM0010001; empty where rows have no number.
    let numberPrefix: String
    let columns: [Column]

    /// - Parameter columns: the columns of its own; those of `parent` and the `sys_` ones are added.
    init(
        _ name: String, extending parent: TableSchema? = nil, display: String, number: String = "", _ columns: [Column]
    ) {
        self.name = name
        self.parent = parent?.name
        self.displayColumn = display
        self.numberPrefix = number
        let inherited = parent?.columns ?? TableSchema.systemColumns
        let own = Set(columns.map(\.name))
        self.columns = inherited.filter { !own.contains($0.name) } + columns
    }

    private static let systemColumns = [
        Column("sys_id", maxLength: 32, isReadOnly: true),
        Column("sys_created_on", .dateTime, label: "Created", isReadOnly: true),
        Column("sys_created_by", label: "Created by", maxLength: 40, isReadOnly: true),
        Column("sys_updated_on", .dateTime, label: "Updated", isReadOnly: true),
        Column("sys_updated_by", label: "Updated by", maxLength: 40, isReadOnly: true),
        Column("sys_mod_count", .integer, label: "Updates", isReadOnly: true, default: "0"),
        Column("sys_tags", label: "Tags", isReadOnly: true),
    ]
}
