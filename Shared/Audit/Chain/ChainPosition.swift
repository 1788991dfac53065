import Crypto

/// A place in the audit trail: an entry's number, and the hash that covers it and all before it.
public struct ChainPosition: Hashable, Sendable {
    /// 0 before the first entry.
    public var number: Int64
    /// 32 bytes.
    public var hash: [UInt8]

    public init(number: Int64, hash: [UInt8]) {
        self.number = number
        self.hash = hash
    }

    /// Before the first entry.
    public static let beginning = ChainPosition(
        number: 0, hash: Array(SHA256.hash(data: Array(ChainSQL.beginning.utf8))))
}
