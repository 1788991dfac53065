import CryptoExtras
import Entra
import Foundation
import JWTKit

/// A key as Entra has them, to sign tokens with.
struct TestKey: Sendable {
    static let id = "test-key"

    private let key: JWTKit.Insecure.RSA.PrivateKey
    let publicPEM: String
    /// The key set that publishes it, without `alg`, as Entra's.
    let published: [UInt8]

    init() throws {
        let made = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        key = try JWTKit.Insecure.RSA.PrivateKey(pem: made.pemRepresentation)
        publicPEM = made.publicKey.pemRepresentation
        let primitives = try made.publicKey.getKeyPrimitives()
        let modulus = Base64URL.encode(primitives.modulus)
        let exponent = Base64URL.encode(primitives.publicExponent)
        published = Array(
            #"{"keys":[{"kty":"RSA","use":"sig","kid":"\#(Self.id)","n":"\#(modulus)","e":"\#(exponent)"}]}"#.utf8)
    }

    func sign(_ claims: some JWTPayload, id: String = Self.id) async throws -> String {
        let kid = JWKIdentifier(string: id)
        return try await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256, kid: kid).sign(claims, kid: kid)
    }
}
