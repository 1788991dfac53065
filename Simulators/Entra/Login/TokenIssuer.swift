import Crypto
import Foundation
import OrderedCollections
import SimulatorKit

/// Writes the tokens of the tenant.
struct TokenIssuer: Sendable {
    static let graphAudience = "https://graph.microsoft.com"

    let key: SigningKey
    let tenantID: String
    let now: Date
    /// In seconds.
    let lifetime: Int

    /// A token with which an app calls Graph in its own name.
    ///
    /// - Parameters:
    ///   - withCertificate: Whether the app proved itself with a certificate.
    ///   - id: What tells the token from all others, `uti`.
    func applicationToken(_ application: Application, withCertificate: Bool, id: String) throws -> String {
        var claims = times
        let principal = Self.derivedID("principal", application.clientID)
        claims["aud"] = .string(Self.graphAudience)
        claims["iss"] = .string("https://sts.windows.net/\(tenantID)/")
        claims["app_displayname"] = .string(application.displayName)
        claims["appid"] = .string(application.clientID)
        claims["appidacr"] = .string(withCertificate ? "2" : "1")
        claims["idp"] = .string("https://sts.windows.net/\(tenantID)/")
        claims["idtyp"] = "app"
        claims["oid"] = .string(principal)
        // An app to which nobody consented gets a token all the same, without this claim.
        if !application.roles.isEmpty { claims["roles"] = .strings(application.roles) }
        claims["sub"] = .string(principal)
        claims["tid"] = .string(tenantID)
        claims["uti"] = .string(id)
        claims["ver"] = "1.0"
        return try key.sign(claims)
    }

    /// A token with which an app calls Graph in the name of the person who signed in.
    func delegatedToken(_ user: DirectoryUser, _ application: Application, scope: String) throws -> String {
        var claims = times
        claims["aud"] = .string(Self.graphAudience)
        claims["iss"] = .string("https://sts.windows.net/\(tenantID)/")
        claims["appid"] = .string(application.clientID)
        claims["idtyp"] = "user"
        claims["name"] = .string(user.displayName)
        claims["oid"] = .string(user.id.text)
        claims["scp"] = .string(scope)
        claims["sub"] = .string(Self.derivedID(application.clientID, user.id.text))
        claims["tid"] = .string(tenantID)
        claims["unique_name"] = .string(user.principalName)
        claims["upn"] = .string(user.principalName)
        claims["uti"] = .string(Self.tokenID())
        claims["ver"] = "1.0"
        return try key.sign(claims)
    }

    /// Tells an app who signed in.
    ///
    /// - Parameter issuer: The issuer as the metadata names it at the address that the app uses.
    func idToken(_ user: DirectoryUser, _ application: Application, nonce: String?, issuer: String) throws -> String {
        var claims = times
        claims["aud"] = .string(application.clientID)
        claims["iss"] = .string(issuer)
        claims["name"] = .string(user.displayName)
        if let nonce { claims["nonce"] = .string(nonce) }
        claims["oid"] = .string(user.id.text)
        claims["preferred_username"] = .string(user.principalName)
        // Whoever has no role gets no such claim, rather than an empty one.
        let roles = application.appRoles(of: user.id)
        if !roles.isEmpty { claims["roles"] = .strings(roles) }
        claims["sub"] = .string(Self.derivedID(application.clientID, user.id.text))
        claims["tid"] = .string(tenantID)
        claims["uti"] = .string(Self.tokenID())
        claims["ver"] = "2.0"
        return try key.sign(claims)
    }

    private var times: JSONObject {
        let start = Int(now.timeIntervalSince1970)
        return ["iat": .integer(start), "nbf": .integer(start), "exp": .integer(start + lifetime)]
    }

    /// An id that is the same for the same two names, in the form of a GUID.
    private static func derivedID(_ first: String, _ second: String) -> String {
        let digits = SHA256.hash(data: Data("\(first)/\(second)".utf8)).prefix(16).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }
        let groups = [digits[0..<4], digits[4..<6], digits[6..<8], digits[8..<10], digits[10..<16]]
        return groups.map { $0.joined() }.joined(separator: "-")
    }

    static func tokenID() -> String { Base64URL.encode((0..<16).map { _ in UInt8.random(in: 0...255) }) }
}
