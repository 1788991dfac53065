import Crypto
import Domain
import Foundation
import JWTKit

/// The application's proof of who it is by its certificate: a token that it signs itself, for Entra's eyes only.
///
/// PS256, named by the certificate's SHA-256 thumbprint (`x5t#S256`), valid for five minutes (certificate-credentials).
struct ClientAssertion: JWTPayload {
    let aud: String
    let iss: String
    let sub: String
    let jti: String
    let nbf: Int
    let iat: Int
    let exp: Int

    private static let lifetime = 300

    /// - Parameter audience: the address that the assertion is sent to.
    init(clientID: String, audience: String, now: Date) {
        let now = Int(now.timeIntervalSince1970)
        self.aud = audience
        self.iss = clientID
        self.sub = clientID
        self.jti = UUID().uuidString.lowercased()
        self.nbf = now
        self.iat = now
        self.exp = now + Self.lifetime
    }

    func verify(using algorithm: some JWTAlgorithm) async throws {
        // Landfall only makes these; Entra judges them.
    }

    /// - Parameters:
    ///   - pem: the certificate and its key.
    ///   - path: the file that they are from, for messages.
    /// - Throws: ``Failure`` with ``Reason/graphUnauthorized``, which says nothing of what is in the file.
    func signed(with pem: String, from path: String) async throws(Failure) -> Secret {
        let blocks = PEMBlock.blocks(in: pem)
        guard let certificate = blocks.first(where: { $0.label == "CERTIFICATE" }) else {
            throw CredentialFile.unusable(path, "has no certificate in PEM")
        }
        guard !blocks.contains(where: { $0.label == "ENCRYPTED PRIVATE KEY" }) else {
            throw CredentialFile.unusable(path, "has a key with a password, which can't be used")
        }
        guard let keyBlock = blocks.first(where: { $0.label == "PRIVATE KEY" || $0.label == "RSA PRIVATE KEY" }),
            let key = try? Insecure.RSA.PrivateKey(pem: keyBlock.text)
        else { throw CredentialFile.unusable(path, "has no RSA key of 2048 bits or more in PEM") }
        guard (try? Insecure.RSA.PublicKey(certificatePEM: certificate.text)) == key.publicKey else {
            throw CredentialFile.unusable(path, "has a key that is not its certificate's")
        }
        let header: JWTHeader = ["x5t#S256": .string(Base64URL.encode(SHA256.hash(data: certificate.bytes)))]
        do {
            let keys = await JWTKeyCollection().add(pss: key, digestAlgorithm: .sha256)
            return Secret(try await keys.sign(self, header: header))
        } catch {
            throw CredentialFile.unusable(path, "has a key that can't sign")
        }
    }
}
