/// Where something stands in a distributed trace: a W3C `traceparent` (version 00).
public struct TraceContext: Hashable, Sendable, LosslessStringConvertible {
    /// 16 bytes as 32 lower-case hexadecimal digits, not all zero.
    public let traceID: String
    /// 8 bytes as 16 lower-case hexadecimal digits, not all zero.
    public let spanID: String
    public let isSampled: Bool

    /// A new trace.
    public static func root(using generator: inout some RandomNumberGenerator) -> TraceContext {
        TraceContext(
            traceID: hex(generator.next(upperBound: UInt64.max) + 1) + hex(generator.next()),
            spanID: newSpanID(&generator), isSampled: true)
    }

    /// A new span in the same trace.
    public func child(using generator: inout some RandomNumberGenerator) -> TraceContext {
        TraceContext(traceID: traceID, spanID: Self.newSpanID(&generator), isSampled: isSampled)
    }

    private init(traceID: String, spanID: String, isSampled: Bool) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
    }

    /// Fails for a text that isn't a valid traceparent. Higher versions are read as version 00, as the specification asks.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 4, Self.isHex(parts[0], 2), parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            Self.isHex(parts[1], 32), parts[1].contains(where: { $0 != "0" }),
            Self.isHex(parts[2], 16), parts[2].contains(where: { $0 != "0" }),
            Self.isHex(parts[3], 2), let flags = UInt8(parts[3], radix: 16)
        else { return nil }
        self.init(traceID: parts[1], spanID: parts[2], isSampled: flags & 1 == 1)
    }

    public var description: String {
        "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")"
    }

    private static func isHex(_ text: String, _ count: Int) -> Bool {
        text.utf8.count == count && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func newSpanID(_ generator: inout some RandomNumberGenerator) -> String {
        hex(generator.next(upperBound: UInt64.max) + 1)
    }

    private static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension TraceContext: TextCodable {}
