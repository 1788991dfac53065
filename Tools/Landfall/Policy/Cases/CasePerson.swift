import Domain
import Foundation

/// A person of a file of cases: as Entra shows them, and as ServiceNow names them.
struct CasePerson: Decodable {
    /// Who is found for them in Entra.
    enum Found: String, Decodable, CaseIterable {
        case found
        case missing
        case ambiguous
    }

    var upn: String?
    /// As `sys_user` has it; nil: it is the UPN.
    var userName: String?
    var mail: String?
    var employeeID: String?
    var department: String?
    var jobTitle: String?
    var employeeType: String?
    /// Nil: it isn't known.
    var userType: String?
    var enabled: Bool?
    /// The name of another person of the file.
    var manager: String?
    var entra: Found?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case upn
        case userName = "user_name"
        case mail
        case employeeID = "employee_id"
        case department
        case jobTitle = "job_title"
        case employeeType = "employee_type"
        case userType = "user_type"
        case enabled
        case manager
        case entra
    }

    /// The ids follow from the name.
    static func id(of name: String) -> UserID { UserID(StableID.make(["case", "person", name])) }

    static func sysID(of name: String) -> SysID? {
        SysID(StableID.make(["case", "sys_user", name]).uuidString.lowercased().replacing("-", with: ""))
    }

    func principalName(_ name: String) -> String { upn ?? "\(name)@contoso.example" }

    func user(_ name: String) -> TicketRecord.User? {
        Self.sysID(of: name).map {
            TicketRecord.User(
                sysID: $0, userName: userName ?? principalName(name), mail: mail, employeeNumber: employeeID)
        }
    }

    func finding(_ name: String) -> PersonFinding {
        switch entra ?? .found {
        case .missing: .missing
        case .ambiguous: .ambiguous(2)
        case .found:
            .found(
                DirectoryUser(
                    id: Self.id(of: name), userPrincipalName: principalName(name), displayName: name,
                    accountEnabled: enabled ?? true, department: department, jobTitle: jobTitle,
                    employeeType: employeeType, userType: userType, managerID: manager.map(Self.id)))
        }
    }
}
