import Domain

/// Why a search for gaps came to nothing, in one line that says what to do.
struct GapProblem: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// - Parameter purpose: what was being read.
    init(_ purpose: String, _ failure: Failure) {
        self.init("\(purpose): \(failure.detail). \(Self.advice(failure))")
    }

    private static func advice(_ failure: Failure) -> String {
        switch failure.reason {
        case .serviceNowUnauthorized:
            "ServiceNow doesn't accept the OAuth client: look at LANDFALL_SERVICENOW_CLIENT_ID and its secret, and whether "
                + "the instance allows the client-credentials grant "
                + "(glide.oauth.inbound.client.credential.grant_type.enabled)."
        case .serviceNowForbidden, .serviceNowItemUnreadable:
            "Give the OAuth client's user the right to read that table and its fields."
        case .graphUnauthorized:
            "Entra doesn't accept the app: look at LANDFALL_TENANT_ID, LANDFALL_CLIENT_ID and its secret or certificate."
        case .graphForbidden:
            "Give the app the application permissions \(permissions) in Entra, and grant admin consent."
        case .serviceNowThrottled, .graphThrottled:
            "It asks to be left alone for longer than is waited for: go on later; with --resume FILE nothing is read twice."
        default:
            "Try again later; with --resume FILE it goes on where it stopped."
        }
    }

    /// What the app needs; others contain them.
    static let permissions = "User.Read.All and GroupMember.Read.All"
}
