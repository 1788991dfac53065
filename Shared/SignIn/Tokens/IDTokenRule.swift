import Domain
import Foundation

/// Whether an ID token's claims let its person in. Pure; the signature is checked before.
struct IDTokenRule: Sendable {
    let issuer: String
    let audience: String
    let tenantID: String
    /// The app roles that pages ask for; others are left out.
    let roles: Set<String>

    /// How much clocks may differ, in seconds.
    static let skew: TimeInterval = 60

    func person(_ claims: IDTokenClaims, nonce: String, at now: Date) throws(TokenFault) -> SignedInPerson {
        guard claims.iss == issuer else { throw .issuer }
        guard claims.aud == audience else { throw .audience }
        guard claims.tid?.lowercased() == tenantID.lowercased() else { throw .tenant }
        guard now.timeIntervalSince1970 < claims.exp + Self.skew else { throw .expired }
        guard now.timeIntervalSince1970 >= (claims.nbf ?? 0) - Self.skew else { throw .notYetValid }
        guard claims.nonce == nonce else { throw .nonce }
        guard let id = claims.oid.flatMap(UserID.init) else { throw .person }
        let account = claims.preferred_username ?? id.description
        return SignedInPerson(
            id: id, name: claims.name ?? account, account: account,
            roles: Set(claims.roles ?? []).intersection(roles))
    }
}
