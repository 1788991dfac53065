/// What may be asked for: the allow-list of a security team, for each catalogue item.
///
/// The shape is that of the policy file (YAML); an unknown key in the file is refused by whoever reads it.
public struct Policy: Hashable, Codable, Sendable {
    /// The version of the file's format. This code reads version 1.
    public var version: Int
    public var catalogItems: [CatalogItem]

    public init(version: Int = 1, catalogItems: [CatalogItem]) {
        self.version = version
        self.catalogItems = catalogItems
    }

    /// The rules for a catalogue item, by its `sys_id`.
    public subscript(item: SysID) -> CatalogItem? {
        catalogItems.first { $0.sysID == item }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case version
        case catalogItems = "catalog_items"
    }
}
