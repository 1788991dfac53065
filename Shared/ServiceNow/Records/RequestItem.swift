public import Domain

/// A request item, as it stands in ServiceNow at the moment.
public struct RequestItem: Hashable, Sendable {
    /// A person of `sys_user`.
    public struct User: Hashable, Sendable {
        public var sysID: SysID
        public var userName: String
        /// Nil where they have none, or it is not to be read.
        public var email: String?
        /// As ``email``.
        public var employeeNumber: String?
    }

    public var ticket: Ticket
    public var state: String
    /// What the state means; nil for one that has no name here.
    public var knownState: ItemState?
    public var isActive: Bool
    /// `not requested`, `requested`, `approved`, `rejected`, …
    public var approval: String
    public var catalogItem: SysID?
    /// The person whom it is for: of the item itself, or of its request in releases whose items have no such field.
    public var requestedFor: User?
    /// Who asked for it; nil where that isn't to be read.
    public var openedBy: User?
    public var assignmentGroup: String
    /// How often the record was updated: a change since an earlier look shows here.
    public var modificationCount: Int
    /// The user name of whoever updated the record last; nil where that isn't to be read.
    public var updatedBy: String?

    public var isApproved: Bool { approval == "approved" }

    static let fields =
        [
            "sys_id", "number", "state", "active", "approval", "cat_item", "assignment_group", "sys_mod_count",
            "sys_updated_by",
        ] + ["requested_for", "request.requested_for", "opened_by"].flatMap(userFields)

    private static func userFields(_ field: String) -> [String] {
        [field, "\(field).user_name", "\(field).email", "\(field).employee_number"]
    }

    /// - Throws: ``Failure`` with ``Reason/serviceNowItemUnreadable`` when a field that every item has didn't come back.
    init(_ record: TableRecord, _ states: StateValues<ItemState> = .init()) throws(Failure) {
        guard let sysID = record["sys_id"].flatMap(SysID.init), let number = record["number"].flatMap(RITMNumber.init),
            let state = record["state"], let active = record["active"], let approval = record["approval"]
        else {
            throw Failure(
                .serviceNowItemUnreadable,
                "one of the fields sys_id, number, state, active, approval of the request item is not to be read")
        }
        self.ticket = Ticket(sysID: sysID, number: number)
        self.state = state
        self.knownState = states.name(of: state)
        self.isActive = active == "true"
        self.approval = approval
        self.catalogItem = record["cat_item"].flatMap(SysID.init)
        self.requestedFor = Self.user(record, "requested_for") ?? Self.user(record, "request.requested_for")
        self.openedBy = Self.user(record, "opened_by")
        self.assignmentGroup = record["assignment_group"] ?? ""
        self.modificationCount = record["sys_mod_count"].flatMap { Int($0) } ?? 0
        self.updatedBy = record["sys_updated_by"].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func user(_ record: TableRecord, _ field: String) -> User? {
        func text(_ name: String) -> String? { record["\(field).\(name)"].flatMap { $0.isEmpty ? nil : $0 } }
        guard let id = record[field].flatMap(SysID.init), let name = text("user_name") else { return nil }
        return User(sysID: id, userName: name, email: text("email"), employeeNumber: text("employee_number"))
    }
}
