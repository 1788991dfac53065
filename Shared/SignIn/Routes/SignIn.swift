import Domain
import Entra
import Fleet
import Foundation
public import Hummingbird
import Logging

/// Signing in to a service's pages with Microsoft Entra.
///
/// ```swift
/// let signIn = try fleet.signIn(roles: ["Landfall.Operator"])
/// signIn.add(to: router)
/// GuardedPages(signIn: signIn, role: "Landfall.Operator").get("/runs/:run", on: router) { visit in … }
/// ```
public struct SignIn: Sendable {
    let login: EntraLogin
    let verifier: IDTokenVerifier
    let cookies: SignInCookies
    let formToken: FormToken
    let address: PublicAddress
    /// How long somebody stays signed in.
    let lifetime: Duration
    let now: @Sendable () -> Date
    let logger: Logger

    /// - Parameters:
    ///   - service: the service's name; what is sealed for one is not taken by another.
    ///   - address: how browsers reach the service.
    ///   - roles: the app roles that its pages ask for.
    init(
        service: String, login: EntraLogin, key: SessionKey, address: PublicAddress, roles: Set<String>,
        lifetime: Duration,
        now: @escaping @Sendable () -> Date, logger: Logger
    ) {
        self.login = login
        self.verifier = IDTokenVerifier(
            rule: IDTokenRule(
                issuer: login.issuer, audience: login.audience, tenantID: login.tenantID, roles: roles),
            keys: PublishedKeys(now: now) { () async throws(Failure) in try await login.publishedKeys() })
        self.cookies = SignInCookies(service: service, key: key, isSecure: address.isSecure)
        self.formToken = FormToken(key: key, purpose: "\(service) form")
        self.address = address
        self.lifetime = lifetime
        self.now = now
        self.logger = logger
    }

    var frame: PageFrame { PageFrame(address: address, formToken: formToken) }

    /// Serves `/signin`, `/signin/callback`, `/signout` and `/signed-out`.
    public func add(to router: Router<BasicRequestContext>) {
        SignInRoutes(signIn: self).add(to: router)
    }

    /// Sends the browser to Microsoft, to come back to a page of ours.
    func begin(returningTo path: ReturnPath, choosesAccount: Bool = false) throws -> Response {
        let attempt = SignInAttempt(returnPath: path, at: now())
        var response = frame.redirect(
            to: login.authorizationAddress(
                redirectURI: redirectURI, state: attempt.state, nonce: attempt.nonce, challenge: attempt.challenge,
                choosesAccount: choosesAccount))
        if let cookie = try cookies.cookie(for: attempt, at: now()) { response.setCookie(cookie) }
        return response
    }

    /// Where Microsoft sends the browser back to; it has to be registered in Entra.
    var redirectURI: String { address(SignInRoutes.callback) }

    /// A link to sign in and come back.
    func link(_ text: String, returningTo path: ReturnPath?, choosesAccount: Bool = false) -> Notice.Link {
        var query = path.map { ["return=\(percentEncoded($0.description))"] } ?? []
        if choosesAccount { query.append("account=other") }
        let suffix = query.isEmpty ? "" : "?" + query.joined(separator: "&")
        return Notice.Link(text, to: address(SignInRoutes.signIn) + suffix)
    }

    private func percentEncoded(_ text: String) -> String {
        // A path and a query of visible ASCII: what remains has a meaning in a query.
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
