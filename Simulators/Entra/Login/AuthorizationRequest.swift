import SimulatorKit

/// What an app asks for when it sends somebody to sign in. Pure.
struct AuthorizationRequest: Sendable {
    let application: Application
    let redirectURI: String
    let scope: String
    let state: String?
    let nonce: String?
    let challenge: PKCEChallenge?
    let responseMode: ResponseMode
    let loginHint: String?
    /// `prompt=none`: the app does not want anybody to see a page.
    let isSilent: Bool

    /// How the answer travels back to the app.
    enum ResponseMode: String, Sendable {
        case query
        case fragment
        case formPost = "form_post"
    }

    /// Reads the parameters.
    ///
    /// - Throws: What is shown to the person, because there is no address yet that may be told.
    init(_ parameters: [FormItem], tenantID: String, applications: [String: Application]) throws(LoginError) {
        guard let id = parameters["client_id"] else { throw .missing("client_id") }
        guard let application = applications[id.lowercased()] else {
            throw .unknownApplication(id, tenant: tenantID)
        }
        self.application = application
        guard !application.redirectURIs.isEmpty else {
            throw LoginError("invalid_request", 500_113, "No reply address is registered for the application.")
        }
        guard let redirectURI = parameters["redirect_uri"] ?? application.redirectURIs.first,
            application.redirectURIs.contains(where: { Self.matches(redirectURI, registered: $0) })
        else {
            throw LoginError(
                "invalid_request", 50011,
                "The redirect URI '\(parameters["redirect_uri"] ?? "")' specified in the request does not match the "
                    + "redirect URIs configured for the application '\(id)'. Make sure the redirect URI sent in the "
                    + "request matches one added to your application in the Azure portal. Navigate to "
                    + "https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.")
        }
        self.redirectURI = redirectURI
        scope = parameters["scope"] ?? ""
        state = parameters["state"]
        nonce = parameters["nonce"]
        challenge = parameters["code_challenge"].map { challenge in
            PKCEChallenge(text: challenge, method: parameters["code_challenge_method"] ?? "plain")
        }
        responseMode = parameters["response_mode"].flatMap(ResponseMode.init) ?? .query
        loginHint = parameters["login_hint"]
        isSilent = parameters["prompt"] == "none"
    }

    /// What is wrong with the request and may be told to the app.
    func problem(_ parameters: [FormItem]) -> LoginError? {
        guard let type = parameters["response_type"] else {
            return .missing("response_type")
        }
        guard type == "code" else {
            return LoginError(
                "unsupported_response_type", 700_054, "response_type '\(type)' is not enabled for the application.")
        }
        guard !scope.isEmpty else { return .missing("scope") }
        guard challenge.map({ ["S256", "plain"].contains($0.method) }) ?? true else {
            return LoginError("invalid_request", 501_491, "Invalid size of Code_Challenge parameter or its method.")
        }
        return nil
    }

    /// Exactly, but for the port where the host is the person's own machine.
    private static func matches(_ address: String, registered: String) -> Bool {
        address == registered || withoutLoopbackPort(address) == withoutLoopbackPort(registered)
    }

    private static func withoutLoopbackPort(_ address: String) -> String {
        for start in ["http://localhost:", "http://127.0.0.1:"] where address.hasPrefix(start) {
            return String(start.dropLast()) + String(address.dropFirst(start.count).drop(while: \.isNumber))
        }
        return address
    }
}
