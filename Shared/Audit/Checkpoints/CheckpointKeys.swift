import Crypto
public import Foundation

/// Why a file holds no key.
public enum CheckpointKeyError: Error, Hashable, CustomStringConvertible {
    case notPrivate
    case notPublic

    public var description: String {
        switch self {
        case .notPrivate: "it holds no Ed25519 key in PEM (openssl genpkey -algorithm ed25519)"
        case .notPublic: "it holds no public Ed25519 key in PEM (openssl pkey -pubout)"
        }
    }
}

/// The key that signs checkpoints.
public struct CheckpointSigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// - Parameter pem: PKCS #8, unencrypted, as OpenSSL writes it.
    /// - Throws: ``CheckpointKeyError``
    public init(pem: String) throws(CheckpointKeyError) {
        guard let seed = PEM.content(of: pem, label: "PRIVATE KEY", after: PEM.privatePrefix),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        else { throw .notPrivate }
        self.key = key
    }

    public var verifyingKey: CheckpointVerifyingKey { CheckpointVerifyingKey(key.publicKey) }

    /// - Parameter now: kept in whole seconds.
    /// - Throws: what the cryptography library throws, which it doesn't for a key that could be read.
    public func sign(_ position: ChainPosition, at now: Date) throws -> Checkpoint {
        let at = Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down))
        let signature = try key.signature(for: Checkpoint.statement(position, at: at))
        return Checkpoint(position: position, at: at, key: verifyingKey.id, signature: Array(signature))
    }
}

/// The key by which checkpoints are checked.
public struct CheckpointVerifyingKey: Sendable {
    private let key: Curve25519.Signing.PublicKey

    init(_ key: Curve25519.Signing.PublicKey) { self.key = key }

    /// - Parameter pem: as OpenSSL writes it.
    /// - Throws: ``CheckpointKeyError``
    public init(pem: String) throws(CheckpointKeyError) {
        guard let bytes = PEM.content(of: pem, label: "PUBLIC KEY", after: PEM.publicPrefix),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        else { throw .notPublic }
        self.key = key
    }

    /// The first 16 hexadecimal digits of its SHA-256.
    public var id: String { Hexadecimal.text(of: SHA256.hash(data: key.rawRepresentation).prefix(8)) }

    public func isSigned(_ checkpoint: Checkpoint) -> Bool {
        checkpoint.key == id
            && key.isValidSignature(
                checkpoint.signature, for: Checkpoint.statement(checkpoint.position, at: checkpoint.at))
    }
}

/// Ed25519 keys are 32 bytes behind a beginning that is always the same (RFC 8410).
private enum PEM {
    static let privatePrefix: [UInt8] = [0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 0x22, 4, 0x20]
    static let publicPrefix: [UInt8] = [0x30, 0x2A, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 3, 0x21, 0]

    static func content(of pem: String, label: String, after prefix: [UInt8]) -> Data? {
        guard let begin = pem.range(of: "-----BEGIN \(label)-----"),
            let end = pem.range(of: "-----END \(label)-----", range: begin.upperBound..<pem.endIndex),
            let der = Data(
                base64Encoded: pem[begin.upperBound..<end.lowerBound].filter { !$0.isWhitespace }),
            der.count == prefix.count + 32, der.starts(with: prefix)
        else { return nil }
        return Data(der.dropFirst(prefix.count))
    }
}
