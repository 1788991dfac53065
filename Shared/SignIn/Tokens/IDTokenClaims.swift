import JWTKit

/// What an ID token says (id-token-claims-reference), as far as it is asked.
struct IDTokenClaims: JWTPayload {
    var iss: String
    var aud: String
    /// In seconds since 1970, as the other times.
    var exp: Double
    var nbf: Double?
    var nonce: String?
    var tid: String?
    var oid: String?
    var name: String?
    var preferred_username: String?
    var roles: [String]?

    func verify(using algorithm: some JWTAlgorithm) async throws {
        // IDTokenRule judges them, at a time that it is given.
    }
}
