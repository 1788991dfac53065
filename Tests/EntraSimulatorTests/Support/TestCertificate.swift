import Crypto
import CryptoExtras
import Foundation
import SimulatorKit

/// An RSA certificate that openssl made, with its key.
struct TestCertificate: Sendable {
    let pem: String
    let key: _RSA.Signing.PrivateKey
    /// The DER of the certificate.
    let der: Data

    init() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments =
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=sample -keyout key.pem -out certificate.pem"
            .split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        pem = try String(contentsOf: folder.appending(path: "certificate.pem"), encoding: .utf8)
        key = try _RSA.Signing.PrivateKey(
            pemRepresentation: String(contentsOf: folder.appending(path: "key.pem"), encoding: .utf8))
        let lines = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        der = Data(base64Encoded: lines.joined()) ?? Data()
    }

    /// A client assertion.
    ///
    /// - Parameter isModern: PS256 and `x5t#S256`; else RS256 and `x5t`.
    func assertion(_ claims: JSONObject, isModern: Bool = true, named thumbprint: String? = nil) throws -> String {
        let header: JSONValue =
            isModern
            ? [
                "typ": "JWT", "alg": "PS256",
                "x5t#S256": .string(thumbprint ?? Self.base64URL(SHA256.hash(data: der))),
            ]
            : [
                "typ": "JWT", "alg": "RS256",
                "x5t": .string(thumbprint ?? Self.base64URL(Crypto.Insecure.SHA1.hash(data: der))),
            ]
        let text = Self.base64URL(header.serialized) + "." + Self.base64URL(JSONValue.object(claims).serialized)
        let signature = try key.signature(for: Data(text.utf8), padding: isModern ? .PSS : .insecurePKCS1v1_5)
        return text + "." + Self.base64URL(signature.rawRepresentation)
    }

    private static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
