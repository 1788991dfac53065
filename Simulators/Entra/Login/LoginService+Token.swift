import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit
import Synchronization

/// `POST /{tenant}/oauth2/v2.0/token`
extension LoginService {
    func token(_ request: SimulatorRequest, _ tenant: Tenant) throws(LoginError) -> SimulatorResponse {
        guard request.mediaType == "application/x-www-form-urlencoded" else { throw .missing("grant_type") }
        let form = FormItem.parse(String(decoding: request.body, as: UTF8.self))
        guard let grantType = form["grant_type"], !grantType.isEmpty else { throw .missing("grant_type") }
        let endpoint = "\(request.baseURL)\(request.path)".lowercased()
        let authentication = ClientAuthentication(
            form: form, authorization: request.headers[.authorization], tenantID: tenant.id,
            applications: tenant.applications,
            audiences: [
                endpoint, Self.issuer(request, tenant).lowercased(),
                "https://login.microsoftonline.com/\(tenant.id)/oauth2/v2.0/token",
                "https://login.microsoftonline.com/\(tenant.id)/v2.0",
            ], now: request.receivedAt)
        let application = try authentication.application()
        let issuer = TokenIssuer(
            key: key, tenantID: tenant.id, now: request.receivedAt, lifetime: Int.random(in: tenant.tokenLifetime))
        switch grantType {
        case "client_credentials":
            return try clientCredentials(form, application, issuer, request)
        case "authorization_code":
            return try authorizationCode(form, application, issuer, request, tenant)
        default:
            throw LoginError(
                "unsupported_grant_type", 70003, "The app requested an unsupported grant type '\(grantType)'.")
        }
    }

    private func clientCredentials(
        _ form: [FormItem], _ application: Application, _ issuer: TokenIssuer, _ request: SimulatorRequest
    ) throws(LoginError) -> SimulatorResponse {
        guard let scope = form["scope"], !scope.isEmpty else { throw .missing("scope") }
        guard !scope.contains(" ") else {
            throw LoginError(
                "invalid_scope", 70011,
                "The provided request must include a 'scope' input parameter. The provided value for the input "
                    + "parameter 'scope' is not valid. The scope \(scope) is not valid.")
        }
        guard scope.hasSuffix("/.default") else {
            throw LoginError(
                "invalid_scope", 1_002_012,
                "The provided value for scope \(scope) is not valid. Client credential flows must have a scope value "
                    + "with /.default suffixed to the resource identifier (application ID URI).")
        }
        // Graph's own name, and this simulator's, which stands in for it.
        let resource = scope.dropLast("/.default".count)
        guard
            ["https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"].contains(String(resource))
                || Self.isOwnAddress(String(resource), request)
        else {
            throw LoginError(
                "invalid_resource", 500_011,
                "The resource principal named \(resource) was not found in the tenant named \(issuer.tenantID). This "
                    + "can happen if the application has not been installed by the administrator of the tenant or "
                    + "consented to by any user in the tenant. You might have sent your authentication request to the "
                    + "wrong tenant.")
        }
        let id = TokenIssuer.tokenID()
        let token = try Self.signed {
            try issuer.applicationToken(application, withCertificate: form["client_assertion"] != nil, id: id)
        }
        tokens.withLock { $0.issued(id, to: application.clientID) }
        return .json([
            "token_type": "Bearer", "expires_in": .integer(issuer.lifetime),
            "ext_expires_in": .integer(issuer.lifetime), "access_token": .string(token),
        ])
    }

    /// Whether an address is that of this simulator: by any name of this machine, since a client may speak to the
    /// login over TLS and to Graph without, or the other way round.
    private static func isOwnAddress(_ address: String, _ request: SimulatorRequest) -> Bool {
        if address.lowercased() == request.baseURL.lowercased() { return true }
        guard let host = URLComponents(string: address)?.host else { return false }
        return ["localhost", "127.0.0.1"].contains(host)
    }

    private func authorizationCode(
        _ form: [FormItem], _ application: Application, _ issuer: TokenIssuer, _ request: SimulatorRequest,
        _ tenant: Tenant
    ) throws(LoginError) -> SimulatorResponse {
        guard let code = form["code"], !code.isEmpty else { throw .missing("code") }
        let redemption: Result<AuthorizationCodes.Grant, LoginError> = codes.withLock { codes in
            do throws(LoginError) {
                return .success(
                    try codes.redeem(
                        code, clientID: application.clientID, redirectURI: form["redirect_uri"],
                        verifier: form["code_verifier"], at: request.receivedAt))
            } catch {
                return .failure(error)
            }
        }
        let grant = try redemption.get()
        guard let user = tenant.users.first(where: { $0.id == grant.userID }) else {
            throw .invalidGrant(50034, "The user account does not exist in the \(tenant.id) directory.")
        }
        guard user.isEnabled else { throw .invalidGrant(50057, "The user account is disabled.") }
        var answer: JSONObject = [
            "token_type": "Bearer", "scope": .string(grant.scope), "expires_in": .integer(issuer.lifetime),
            "ext_expires_in": .integer(issuer.lifetime),
        ]
        answer["access_token"] = .string(
            try Self.signed { try issuer.delegatedToken(user, application, scope: grant.scope) })
        if grant.scope.split(separator: " ").contains("openid") {
            answer["id_token"] = .string(
                try Self.signed {
                    try issuer.idToken(
                        user, application, nonce: grant.nonce, issuer: Self.issuer(request, tenant))
                })
        }
        return .json(.object(answer))
    }

    /// Signing fails only if the key is broken: Entra would say that it is ill.
    private static func signed(_ make: () throws -> String) throws(LoginError) -> String {
        do {
            return try make()
        } catch {
            throw LoginError(
                "server_error", 90033, "A transient error has occurred. Please try again.", status: .serviceUnavailable)
        }
    }
}
