/// Whose move it is when something failed.
public enum Responsible: String, Codable, Sendable, CaseIterable {
    /// Nobody has to act: Landfall goes on by itself.
    case landfall
    /// The people who run Landfall.
    case operators
    /// The person who asked for the access.
    case requester
    /// The people who decide about the request.
    case approvers
    /// The owner of the entitlement: of the group, or of the application behind it.
    case entitlementOwner = "entitlement_owner"
    /// The people who run Microsoft Entra.
    case directoryTeam = "directory_team"
    /// The people who run ServiceNow.
    case serviceNowTeam = "servicenow_team"

    /// How the responsible people are called in a sentence.
    public var title: String {
        switch self {
        case .landfall: "Landfall"
        case .operators: "the Landfall operators"
        case .requester: "the requester"
        case .approvers: "the approvers"
        case .entitlementOwner: "the owner of the entitlement"
        case .directoryTeam: "the directory team"
        case .serviceNowTeam: "the ServiceNow team"
        }
    }
}
