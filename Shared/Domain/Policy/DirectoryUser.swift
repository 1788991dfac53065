/// A person as Entra shows them.
public struct DirectoryUser: Hashable, Codable, Sendable {
    public var id: UserID
    public var userPrincipalName: String
    public var displayName: String
    public var accountEnabled: Bool
    public var department: String?
    public var jobTitle: String?
    /// Such as `Employee` or `Contractor`: each tenant has words of its own.
    public var employeeType: String?
    /// `Member` or `Guest`.
    public var userType: String?
    /// The manager's object id; nil where there is none, or none was read.
    public var managerID: UserID?

    public init(
        id: UserID, userPrincipalName: String, displayName: String, accountEnabled: Bool, department: String? = nil,
        jobTitle: String? = nil, employeeType: String? = nil, userType: String? = nil, managerID: UserID? = nil
    ) {
        self.id = id
        self.userPrincipalName = userPrincipalName
        self.displayName = displayName
        self.accountEnabled = accountEnabled
        self.department = department
        self.jobTitle = jobTitle
        self.employeeType = employeeType
        self.userType = userType
        self.managerID = managerID
    }

    public var person: Person {
        Person(id: id, userPrincipalName: userPrincipalName, displayName: displayName)
    }

    public var isGuest: Bool { userType?.lowercased() == "guest" }

    enum CodingKeys: String, CodingKey {
        case id
        case userPrincipalName = "user_principal_name"
        case displayName = "display_name"
        case accountEnabled = "account_enabled"
        case department
        case jobTitle = "job_title"
        case employeeType = "employee_type"
        case userType = "user_type"
        case managerID = "manager_id"
    }
}
