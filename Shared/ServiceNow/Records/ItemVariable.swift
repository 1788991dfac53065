public import Domain

/// One variable of a request item, read with those of other items.
public struct ItemVariable: Hashable, Sendable {
    public var item: SysID
    public var name: String
    /// Nil when it may not be read.
    public var value: String?

    static let fields = ["sys_id", "request_item", nameField, valueField]
    private static let nameField = "sc_item_option.item_option_new.name"
    private static let valueField = "sc_item_option.value"

    /// Fails for a row that doesn't say which variable of which item it is.
    init?(_ record: TableRecord) {
        guard let item = record["request_item"].flatMap(SysID.init), let name = record[Self.nameField], !name.isEmpty
        else { return nil }
        self.item = item
        self.name = name
        self.value = record[Self.valueField]
    }
}
