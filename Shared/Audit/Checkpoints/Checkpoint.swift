import Domain
public import Foundation

/// A signed place in the audit trail, kept outside of the database too: whoever rewrites the trail, or cuts its end off, can't make it fit.
public struct Checkpoint: Hashable, Sendable {
    public var position: ChainPosition
    /// When it was signed, in whole seconds.
    public var at: Date
    /// ``CheckpointVerifyingKey/id`` of the key.
    public var key: String
    /// Ed25519, of ``statement``.
    public var signature: [UInt8]

    public init(position: ChainPosition, at: Date, key: String, signature: [UInt8]) {
        self.position = position
        self.at = at
        self.key = key
        self.signature = signature
    }

    /// What is signed: four lines, each with its line break.
    public static func statement(_ position: ChainPosition, at: Date) -> [UInt8] {
        let lines = [
            "landfall audit checkpoint, version 1", String(position.number), Hexadecimal.text(of: position.hash),
            String(Int64(at.timeIntervalSince1970)),
        ]
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }
}
