/// One entry of the audit trail, with what its place in the chain rests on.
public struct ChainEntry: Sendable {
    public var number: Int64
    /// The hash that stands in the row.
    public var hash: [UInt8]
    /// The bytes of ``ChainSQL/entry(of:)``, the digest of the body at their end.
    public var bytes: [UInt8]
    /// The event as JSON; nil where personal data was taken out of it, so that only its digest is that of what was recorded.
    public var body: [UInt8]?

    public init(number: Int64, hash: [UInt8], bytes: [UInt8], body: [UInt8]?) {
        self.number = number
        self.hash = hash
        self.bytes = bytes
        self.body = body
    }
}
