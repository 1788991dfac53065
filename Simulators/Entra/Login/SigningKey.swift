import Crypto
import CryptoExtras
import Foundation
import SimulatorKit

/// A key with which a simulator signs its tokens, RS256.
struct SigningKey: Sendable {
    private let key: _RSA.Signing.PrivateKey
    private let publicKey: _RSA.Signing.PublicKey
    let id: String
    private let modulus: String
    private let exponent: String

    /// Makes a new key, which takes a noticeable part of a second.
    init() throws {
        key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        publicKey = key.publicKey
        let primitives = try publicKey.getKeyPrimitives()
        modulus = Base64URL.encode(primitives.modulus)
        exponent = Base64URL.encode(primitives.publicExponent)
        id = Base64URL.encode(SHA256.hash(data: publicKey.derRepresentation).prefix(20))
    }

    /// The claims as a signed token.
    func sign(_ claims: JSONObject) throws -> String {
        let header: JSONValue = ["typ": "JWT", "alg": "RS256", "kid": .string(id)]
        let text = Base64URL.encode(header.serialized) + "." + Base64URL.encode(JSONValue.object(claims).serialized)
        let signature = try key.signature(for: Data(text.utf8), padding: .insecurePKCS1v1_5)
        return text + "." + Base64URL.encode(signature.rawRepresentation)
    }

    /// Whether a token was signed with this key.
    func verifies(_ token: JSONWebToken) -> Bool {
        guard token.header["alg"] == "RS256", token.header["kid"]?.string == id else { return false }
        let signature = _RSA.Signing.RSASignature(rawRepresentation: token.signature)
        return publicKey.isValidSignature(
            signature, for: Data(token.signedText.utf8), padding: .insecurePKCS1v1_5)
    }

    /// The key as the keys endpoint publishes it. Like Entra's own keys it says nothing of `alg`.
    func jsonWebKey(issuer: String) -> JSONValue {
        [
            "kty": "RSA", "use": "sig", "kid": .string(id), "n": .string(modulus), "e": .string(exponent),
            "issuer": .string(issuer),
        ]
    }
}
