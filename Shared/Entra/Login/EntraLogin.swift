public import Domain
public import Foundation
public import HTTP
import HTTPTypes

/// What pages of ours ask of Microsoft Entra when people sign in to them: OpenID Connect, the authorization code flow with PKCE
/// (v2-oauth2-auth-code-flow).
///
/// The addresses are those that Entra documents for a tenant, under the configured address of the sign-in service.
public struct EntraLogin: Sendable {
    private let configuration: EntraConfiguration
    private let endpoint: TokenEndpoint
    private let http: HTTPClient

    /// - Parameter configuration: the tenant by its id, and the application; nothing of Graph's is used.
    public init(configuration: EntraConfiguration, http: HTTPClient, now: @escaping @Sendable () -> Date) {
        self.configuration = configuration
        self.endpoint = TokenEndpoint(configuration: configuration, http: http, now: now)
        self.http = http
    }

    /// Who states the tenant's ID tokens (id-tokens, `iss`).
    public var issuer: String { configuration.loginAddress("/v2.0") }
    /// Whom the ID tokens are for.
    public var audience: String { configuration.clientID }
    public var tenantID: String { configuration.tenantID }

    /// Where a person's browser is sent to sign in.
    ///
    /// - Parameters:
    ///   - challenge: the SHA-256 of the verifier, in Base64 for addresses.
    ///   - choosesAccount: whether the person picks an account even if signed in with one.
    public func authorizationAddress(
        redirectURI: String, state: String, nonce: String, challenge: String, choosesAccount: Bool
    ) -> String {
        var fields = [
            (name: "client_id", value: configuration.clientID), (name: "response_type", value: "code"),
            (name: "response_mode", value: "query"), (name: "redirect_uri", value: redirectURI),
            (name: "scope", value: "openid profile"), (name: "state", value: state), (name: "nonce", value: nonce),
            (name: "code_challenge", value: challenge), (name: "code_challenge_method", value: "S256"),
        ]
        if choosesAccount { fields.append((name: "prompt", value: "select_account")) }
        return configuration.loginAddress("/oauth2/v2.0/authorize?")
            + String(decoding: PercentEncoding.form(fields), as: UTF8.self)
    }

    /// Where a browser is sent to end the session with Microsoft as well.
    public var signOutAddress: String { configuration.loginAddress("/oauth2/v2.0/logout") }

    /// Redeems the code that a browser brought back, which Entra allows once.
    ///
    /// - Returns: the ID token, not looked at.
    /// - Throws: ``Domain/Failure``: ``Domain/Reason/graphUnauthorized`` when the code or the application is refused,
    ///   ``Domain/Reason/graphThrottled``, ``Domain/Reason/graphUnavailable``, or ``Domain/Reason/graphUnreadable``.
    public func idToken(code: String, verifier: String, redirectURI: String) async throws(Failure) -> String {
        let answer = try await endpoint.answer(to: [
            (name: "grant_type", value: "authorization_code"), (name: "code", value: code),
            (name: "redirect_uri", value: redirectURI), (name: "code_verifier", value: verifier),
            (name: "scope", value: "openid profile"),
        ])
        return try TokenReply.idToken(answer)
    }

    /// The keys that the tenant's tokens are signed with, as a JSON Web Key Set, not looked at.
    ///
    /// - Throws: ``Domain/Failure`` with ``Domain/Reason/graphUnavailable`` or ``Domain/Reason/graphUnreadable``.
    public func publishedKeys() async throws(Failure) -> [UInt8] {
        let purpose = "reading Entra's published keys"
        let request = HTTPClientRequest(
            url: configuration.loginAddress("/discovery/v2.0/keys"), headerFields: [.accept: "application/json"],
            timeout: configuration.requestTimeout)
        let response: HTTPClientResponse
        do {
            response = try await http.execute(request)
        } catch {
            throw Failure(error, purpose: purpose, isWrite: false, correlation: nil)
        }
        guard response.status == .ok else { throw Failure(.graphUnavailable, "\(purpose): \(response.status.code)") }
        return response.body
    }
}
