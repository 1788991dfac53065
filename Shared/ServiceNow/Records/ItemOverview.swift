public import Domain
public import Foundation

/// A request item as it is read with many others, open or closed. What may not be read is nil.
public struct ItemOverview: Hashable, Sendable {
    /// The person whom it is for.
    public struct Beneficiary: Hashable, Sendable {
        public var userName: String?
        public var email: String?

        public init(userName: String?, email: String?) {
            self.userName = userName
            self.email = email
        }
    }

    public var sysID: SysID
    public var number: RITMNumber?
    public var catalogItem: SysID?
    public var state: String?
    public var isActive: Bool?
    public var approval: String?
    public var openedAt: Date?
    /// Also nil while it is open.
    public var closedAt: Date?
    public var updatedAt: Date?
    /// How often the record was updated.
    public var modificationCount: Int?
    /// Of the item itself, or of its request in releases whose items have no such field.
    public var requestedFor: Beneficiary?

    static let fields = [
        "sys_id", "number", "cat_item", "state", "active", "approval", "opened_at", "closed_at", "sys_updated_on",
        "sys_mod_count", "requested_for.user_name", "requested_for.email", "request.requested_for.user_name",
        "request.requested_for.email",
    ]

    init(sysID: SysID, _ record: TableRecord) {
        func date(_ field: String) -> Date? { record[field].flatMap(ServiceNowTime.date(of:)) }
        self.sysID = sysID
        self.number = record["number"].flatMap(RITMNumber.init)
        self.catalogItem = record["cat_item"].flatMap(SysID.init)
        self.state = record["state"]
        self.isActive = record["active"].map { $0 == "true" }
        self.approval = record["approval"]
        self.openedAt = date("opened_at")
        self.closedAt = date("closed_at")
        self.updatedAt = date("sys_updated_on")
        self.modificationCount = record["sys_mod_count"].flatMap { Int($0) }
        self.requestedFor =
            Self.beneficiary(record, "requested_for") ?? Self.beneficiary(record, "request.requested_for")
    }

    private static func beneficiary(_ record: TableRecord, _ field: String) -> Beneficiary? {
        func text(_ name: String) -> String? { record["\(field).\(name)"].flatMap { $0.isEmpty ? nil : $0 } }
        let found = Beneficiary(userName: text("user_name"), email: text("email"))
        return found.userName == nil && found.email == nil ? nil : found
    }
}
