import Foundation

/// The codes that were given out and can be redeemed, once each and within ten minutes. Pure.
struct AuthorizationCodes: Sendable {
    /// What a code stands for.
    struct Grant: Sendable {
        let clientID: String
        let userID: ObjectID
        let redirectURI: String
        let scope: String
        let nonce: String?
        let challenge: PKCEChallenge?
        let expiry: Date
        var isRedeemed = false
    }

    static let lifetime = 600.0
    private static let capacity = 10_000

    private var grants: [String: Grant] = [:]

    /// Makes a code for somebody who signed in.
    mutating func issue(_ request: AuthorizationRequest, user: ObjectID, at now: Date) -> String {
        if grants.count >= Self.capacity { grants = grants.filter { $0.value.expiry > now } }
        if grants.count >= Self.capacity { grants.removeAll() }
        let code = "0." + Base64URL.encode((0..<48).map { _ in UInt8.random(in: 0...255) })
        grants[code] = Grant(
            clientID: request.application.clientID, userID: user, redirectURI: request.redirectURI,
            scope: request.scope, nonce: request.nonce, challenge: request.challenge,
            expiry: now + Self.lifetime)
        return code
    }

    /// Redeems a code.
    ///
    /// - Throws: If it was made for somebody else, or can't be redeemed any more.
    mutating func redeem(
        _ code: String, clientID: String, redirectURI: String?, verifier: String?, at now: Date
    ) throws(LoginError) -> Grant {
        guard let grant = grants[code], grant.clientID == clientID else {
            throw .invalidGrant(9_002_313, "Invalid request. Request is malformed or invalid.")
        }
        guard !grant.isRedeemed else {
            throw .invalidGrant(
                54005,
                "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing "
                    + "refresh token.")
        }
        guard grant.expiry > now else {
            throw .invalidGrant(
                70008, "The provided authorization code or refresh token has expired due to inactivity.")
        }
        guard redirectURI == grant.redirectURI else {
            throw .invalidGrant(
                500_112,
                "The reply address '\(redirectURI ?? "")' does not match the reply address "
                    + "'\(grant.redirectURI)' provided when requesting Authorization code.")
        }
        if let challenge = grant.challenge {
            guard let verifier else {
                throw .invalidGrant(
                    50148,
                    "The code_verifier does not match the code_challenge supplied in the authorization request "
                        + "for PKCE.")
            }
            guard challenge.isMet(by: verifier) else {
                throw .invalidGrant(
                    501_481,
                    "The Code_Verifier does not match the code_challenge supplied in the authorization request.")
            }
        }
        grants[code]?.isRedeemed = true
        return grant
    }
}
