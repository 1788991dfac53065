import Crypto
import CryptoExtras
import Foundation
import JWTKit
import SimulatorKit

/// The certificate of an app: its public key and the thumbprints by which assertions name it.
struct ClientCertificate: Sendable {
    private let key: _RSA.Signing.PublicKey
    /// SHA-1 of the DER, the older `x5t`.
    let thumbprint: [UInt8]
    /// SHA-256 of the DER, `x5t#S256`.
    let thumbprint256: [UInt8]

    /// - Throws: If `pem` holds no certificate with an RSA key.
    init(pem: String) throws {
        key = try _RSA.Signing.PublicKey(
            pemRepresentation: JWTKit.Insecure.RSA.PublicKey(certificatePEM: pem).pemRepresentation)
        let encoded = pem.split(whereSeparator: \.isNewline).drop { !$0.hasPrefix("-----BEGIN CERTIFICATE") }
            .dropFirst().prefix { !$0.hasPrefix("-----END") }.joined()
        guard let der = Data(base64Encoded: encoded) else { throw MalformedInput("The certificate is not PEM.") }
        thumbprint = Array(Crypto.Insecure.SHA1.hash(data: der))
        thumbprint256 = Array(SHA256.hash(data: der))
    }

    /// Whether a token's header names this certificate. Compared as bytes: MSAL for Python writes the thumbprint with
    /// padding, others without.
    func isNamed(in header: JSONValue) -> Bool {
        header["x5t#S256"]?.string.flatMap(Base64URL.decode) == thumbprint256
            || header["x5t"]?.string.flatMap(Base64URL.decode) == thumbprint
    }

    /// Whether the token was signed with this certificate's key: PS256 as documented now, or RS256 as before.
    func verifies(_ token: JSONWebToken) -> Bool {
        let signature = _RSA.Signing.RSASignature(rawRepresentation: token.signature)
        let data = Data(token.signedText.utf8)
        return switch token.header["alg"]?.string {
        case "PS256": key.isValidSignature(signature, for: data, padding: .PSS)
        case "RS256": key.isValidSignature(signature, for: data, padding: .insecurePKCS1v1_5)
        default: false
        }
    }
}
