/// What may be asked for: the allow-list of a security team, for each catalogue item.
///
/// The shape is that of the policy file (YAML); an unknown key in the file is refused by whoever reads it.
public struct Policy: Hashable, Codable, Sendable {
    /// The version of the file's format. This code reads version 1.
    public var version: Int
    public var catalogItems: [CatalogItem]
    /// By what a person in ServiceNow is found in Entra; where the policy says nothing, by the user name.
    public var identity: IdentityRoad
    /// The calendars that ``approvalTiming`` may name.
    public var calendars: [BusinessCalendar]
    /// How long people have to decide; nil, or a part that is nil: as ``ApprovalRequirement`` has it.
    public var approvalTiming: ApprovalTiming?

    public init(
        version: Int = 1, catalogItems: [CatalogItem], identity: IdentityRoad = .userName,
        calendars: [BusinessCalendar] = [], approvalTiming: ApprovalTiming? = nil
    ) {
        self.version = version
        self.catalogItems = catalogItems
        self.identity = identity
        self.calendars = calendars
        self.approvalTiming = approvalTiming
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            version: try container.decode(Int.self, forKey: .version),
            catalogItems: try container.decode([CatalogItem].self, forKey: .catalogItems),
            identity: try container.decodeIfPresent(IdentityRoad.self, forKey: .identity) ?? .userName,
            calendars: try container.decodeIfPresent([BusinessCalendar].self, forKey: .calendars) ?? [],
            approvalTiming: try container.decodeIfPresent(ApprovalTiming.self, forKey: .approvalTiming))
    }

    /// The rules for a catalogue item, by its `sys_id`.
    public subscript(item: SysID) -> CatalogItem? {
        catalogItems.first { $0.sysID == item }
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case version
        case catalogItems = "catalog_items"
        case identity
        case calendars
        case approvalTiming = "approval_timing"
    }
}
