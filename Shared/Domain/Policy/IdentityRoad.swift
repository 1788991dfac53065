/// By what a person in ServiceNow is found in Entra.
public enum IdentityRoad: String, Codable, Sendable, CaseIterable {
    /// `sys_user.user_name` is the `userPrincipalName`.
    case userName = "user_name"
    /// `sys_user.email` is the `mail`. Only where the policy says so: mail addresses are shared, and handed on to others.
    case mail
    /// `sys_user.employee_number` is the `employeeId`.
    case employeeID = "employee_id"
}
