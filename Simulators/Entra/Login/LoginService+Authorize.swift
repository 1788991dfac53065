import HTTPTypes
import SimulatorKit
import Synchronization

/// `GET` and `POST /{tenant}/oauth2/v2.0/authorize`
extension LoginService {
    /// Shows the page, or after somebody was picked there sends them back to the app with a code.
    func authorize(
        _ request: SimulatorRequest, _ parameters: [FormItem], _ tenant: Tenant
    ) throws(LoginError) -> SimulatorResponse {
        let wanted = try AuthorizationRequest(
            parameters, tenantID: tenant.id, applications: tenant.applications)
        if let problem = wanted.problem(parameters) { return refuse(wanted, problem, request) }
        if wanted.isSilent {
            let message = "Session information is not sufficient for single-sign-on."
            return refuse(wanted, LoginError("login_required", 50058, message), request)
        }
        guard request.method == .post, let picked = parameters["user"] else {
            return SignInPage.page(wanted, parameters: parameters, action: request.rawPath, users: tenant.users)
        }
        guard let user = tenant.users.first(where: { $0.id.text == picked || $0.principalName == picked }) else {
            throw LoginError(
                "invalid_grant", 50034, "The user account \(picked) does not exist in the \(tenant.id) directory.")
        }
        guard user.isEnabled else {
            return SignInPage.page(
                wanted, parameters: parameters, action: request.rawPath, users: tenant.users,
                problem: "AADSTS50057: The user account is disabled.")
        }
        let code = codes.withLock { $0.issue(wanted, user: user.id, at: request.receivedAt) }
        return answer(wanted, [FormItem(name: "code", value: code)], request)
    }

    private func refuse(
        _ wanted: AuthorizationRequest, _ error: LoginError, _ request: SimulatorRequest
    ) -> SimulatorResponse {
        let description = error.description(
            traceID: request.id, correlationID: request.id, at: Timestamp(request.receivedAt))
        return answer(
            wanted,
            [
                FormItem(name: "error", value: error.error),
                FormItem(name: "error_description", value: description),
            ], request)
    }

    /// Takes the answer to the app in the way that it asked for.
    private func answer(
        _ wanted: AuthorizationRequest, _ items: [FormItem], _ request: SimulatorRequest
    ) -> SimulatorResponse {
        var items = items
        if let state = wanted.state { items.append(FormItem(name: "state", value: state)) }
        items.append(FormItem(name: "session_state", value: request.id))
        let text = items.map { "\($0.name)=\(PercentEncoding.encoded($0.value))" }.joined(separator: "&")
        switch wanted.responseMode {
        case .formPost: return SignInPage.formPost(to: wanted.redirectURI, items)
        case .fragment:
            return SimulatorResponse(status: .found, headers: [.location: "\(wanted.redirectURI)#\(text)"])
        case .query:
            let separator = wanted.redirectURI.contains("?") ? "&" : "?"
            return SimulatorResponse(
                status: .found, headers: [.location: "\(wanted.redirectURI)\(separator)\(text)"])
        }
    }
}
