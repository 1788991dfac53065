import Foundation
import SimulatorKit
import Synchronization

/// Decides whether Graph believes a token. What was believed once is remembered, because checking a signature costs
/// more than the rest of a simple request.
final class TokenVerifier: Sendable {
    private struct Verified {
        let caller: Caller
        let tenantID: String
        let notBefore: Double
        let expiry: Double
    }

    private static let memoryLimit = 1000

    private let key: SigningKey
    private let verified = Mutex<[String: Verified]>([:])

    init(key: SigningKey) { self.key = key }

    /// The app in whose name the token speaks.
    ///
    /// - Parameter authorization: The `Authorization` header.
    func caller(
        authorization: String?, tenantID: String, applications: [String: Application], at now: Date
    ) throws(GraphError) -> Caller {
        let token = try Self.bearer(authorization)
        let claims = try verify(token)
        guard claims.tenantID == tenantID else {
            throw .invalidToken("Access token validation failure. Invalid tenant.")
        }
        let time = now.timeIntervalSince1970
        guard time < claims.expiry, time >= claims.notBefore - 300 else {
            throw .invalidToken("Lifetime validation failed, the token is expired.")
        }
        guard applications[claims.caller.applicationID] != nil else { throw .unknownApplication }
        return claims.caller
    }

    private static func bearer(_ authorization: String?) throws(GraphError) -> String {
        guard let authorization, authorization.lowercased().hasPrefix("bearer ") else {
            throw .invalidToken("Access token is empty.")
        }
        let token = authorization.dropFirst("bearer ".count).trimmed
        guard !token.isEmpty else { throw .invalidToken("Access token is empty.") }
        return token
    }

    private func verify(_ text: String) throws(GraphError) -> Verified {
        if let known = verified.withLock({ $0[text] }) { return known }
        guard let token = JSONWebToken(text) else {
            throw .invalidToken("CompactToken parsing failed with error code: 80049217")
        }
        guard key.verifies(token) else {
            throw .invalidToken("Access token validation failure. Invalid signature.")
        }
        let claims = token.claims
        guard claims["aud"]?.string == TokenIssuer.graphAudience else {
            throw .invalidToken("Access token validation failure. Invalid audience.")
        }
        guard let application = claims["appid"]?.string, let tenant = claims["tid"]?.string,
            let expiry = claims["exp"]?.double
        else { throw .invalidToken("CompactToken parsing failed with error code: 80049217") }
        let fresh = Verified(
            caller: Caller(
                applicationID: application, roles: Set(claims["roles"]?.strings ?? []),
                tokenID: claims["uti"]?.string),
            tenantID: tenant,
            notBefore: claims["nbf"]?.double ?? 0, expiry: expiry)
        verified.withLock { verified in
            if verified.count >= Self.memoryLimit { verified.removeAll() }
            verified[text] = fresh
        }
        return fresh
    }
}
