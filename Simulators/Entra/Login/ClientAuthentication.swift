import Foundation
import HTTPTypes
import SimulatorKit

/// Decides whether a request to the token endpoint comes from the app that it names. Pure.
struct ClientAuthentication: Sendable {
    let form: [FormItem]
    /// The `Authorization` header, if there is one.
    let authorization: String?
    let tenantID: String
    let applications: [String: Application]
    /// What the audience of an assertion may be: the address of the token endpoint, or the issuer.
    let audiences: Set<String>
    let now: Date

    static let assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// How much clocks may differ, in seconds.
    private static let clockSkew = 300.0

    /// The app.
    ///
    /// - Throws: If it is not known, or does not prove who it is.
    func application() throws(LoginError) -> Application {
        let basic = basicCredentials()
        guard let id = form["client_id"] ?? basic?.id, !id.isEmpty else { throw .missing("client_id") }
        guard let application = applications[id.lowercased()] else {
            throw .unknownApplication(id, tenant: tenantID)
        }
        if let assertion = form["client_assertion"] {
            try check(assertion, of: application)
        } else if let secret = form["client_secret"] ?? basic?.secret {
            try check(secret: secret, of: application)
        } else {
            throw .invalidClient(
                7_000_218,
                "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
        }
        return application
    }

    /// HTTP Basic, both parts form-encoded first (RFC 6749, 2.3.1).
    private func basicCredentials() -> (id: String, secret: String)? {
        guard let authorization, authorization.lowercased().hasPrefix("basic "),
            let data = Data(base64Encoded: String(authorization.dropFirst("basic ".count))),
            let text = String(data: data, encoding: .utf8), let colon = text.firstIndex(of: ":")
        else { return nil }
        return (
            PercentEncoding.decoded(String(text[..<colon])),
            PercentEncoding.decoded(String(text[text.index(after: colon)...]))
        )
    }

    private func check(secret: String, of application: Application) throws(LoginError) {
        guard let expected = application.secret, expected == secret else {
            throw .invalidClient(
                7_000_215,
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret "
                    + "value, not the client secret ID, for a secret added to app '\(application.clientID)'.")
        }
        if let expiry = application.secretExpiry, expiry <= now {
            throw .invalidClient(
                7_000_222,
                "The provided client secret keys for app '\(application.clientID)' are expired. Visit the Azure "
                    + "portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using "
                    + "certificate credentials for added security: https://aka.ms/certCreds.")
        }
    }

    private func check(_ assertion: String, of application: Application) throws(LoginError) {
        guard form["client_assertion_type"] == Self.assertionType else {
            throw .missing("client_assertion_type")
        }
        guard let token = JSONWebToken(assertion) else {
            throw .invalidClient(50027, "JWT token is invalid or malformed.")
        }
        guard let certificate = application.certificate, certificate.isNamed(in: token.header) else {
            throw .invalidClient(
                700_027,
                "The certificate with identifier used to sign the client assertion is not registered on application. "
                    + "[Reason - The key was not found.]")
        }
        guard certificate.verifies(token) else {
            throw .invalidClient(
                700_027,
                "Client assertion failed signature validation. [Reason - The provided signature value did not match "
                    + "the expected signature value.]")
        }
        let claims = token.claims
        guard claims["iss"]?.string?.lowercased() == application.clientID,
            claims["sub"]?.string?.lowercased() == application.clientID
        else {
            throw .invalidClient(
                700_021, "Client assertion application identifier doesn't match 'client_id' parameter.")
        }
        guard let audience = claims["aud"]?.string, audiences.contains(audience.lowercased()) else {
            throw .invalidClient(
                700_023, "Client assertion audience claim does not match Realm issuer.")
        }
        let notBefore = claims["nbf"]?.double ?? 0
        guard let expiry = claims["exp"]?.double, now.timeIntervalSince1970 < expiry + Self.clockSkew,
            notBefore < now.timeIntervalSince1970 + Self.clockSkew
        else {
            throw .invalidClient(700_024, "Client assertion is not within its valid time range.")
        }
    }
}
