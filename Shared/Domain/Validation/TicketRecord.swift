/// What ServiceNow says of a request, all read for one decision.
public struct TicketRecord: Hashable, Codable, Sendable {
    /// A person of `sys_user`.
    public struct User: Hashable, Codable, Sendable {
        public var sysID: SysID
        public var userName: String
        public var mail: String?
        public var employeeNumber: String?

        public init(sysID: SysID, userName: String, mail: String? = nil, employeeNumber: String? = nil) {
            self.sysID = sysID
            self.userName = userName
            self.mail = mail
            self.employeeNumber = employeeNumber
        }

        /// What they are looked up by in Entra; nil where ServiceNow has nothing for it.
        public func key(by road: IdentityRoad) -> PersonKey? {
            let value: String? =
                switch road {
                case .userName: userName
                case .mail: mail
                case .employeeID: employeeNumber
                }
            guard let value, !value.isEmpty else { return nil }
            return PersonKey(road: road, value: value)
        }

        enum CodingKeys: String, CodingKey {
            case sysID = "sys_id"
            case userName = "user_name"
            case mail
            case employeeNumber = "employee_number"
        }
    }

    public var ticket: Ticket
    public var isActive: Bool
    public var state: String
    /// `not requested`, `requested`, `approved`, `rejected`, …
    public var approval: String
    public var catalogItem: SysID?
    public var requestedFor: User?
    public var openedBy: User?
    /// By name; a multi-row set's column has the values of its rows, separated by commas. Nil when none was to be read.
    public var variables: [String: String]?
    /// Whether a variable that isn't among them may be there all the same: an access rule hides a part of them.
    public var hidesVariables: Bool
    public var approvals: [Approval.Decision]
    /// The automation for which Landfall itself has ordered the ticket, as it has on record; nil: it hasn't. A ticket can say so of itself, too
    /// (``IntentMark``), which anybody could have written.
    public var proposedBy: String?

    public init(
        ticket: Ticket, isActive: Bool, state: String, approval: String, catalogItem: SysID?, requestedFor: User?,
        openedBy: User?, variables: [String: String]?, hidesVariables: Bool = false, approvals: [Approval.Decision],
        proposedBy: String? = nil
    ) {
        self.ticket = ticket
        self.isActive = isActive
        self.state = state
        self.approval = approval
        self.catalogItem = catalogItem
        self.requestedFor = requestedFor
        self.openedBy = openedBy
        self.variables = variables
        self.hidesVariables = hidesVariables
        self.approvals = approvals
        self.proposedBy = proposedBy
    }

    enum CodingKeys: String, CodingKey {
        case ticket
        case isActive = "is_active"
        case state
        case approval
        case catalogItem = "catalog_item"
        case requestedFor = "requested_for"
        case openedBy = "opened_by"
        case variables
        case hidesVariables = "hides_variables"
        case approvals
        case proposedBy = "proposed_by"
    }
}
