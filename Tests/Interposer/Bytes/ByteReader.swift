/// Reads fields from the front of a complete message. Every read answers nil when the message is too short.
package struct ByteReader: Sendable {
    private let bytes: [UInt8]
    private var position: Int

    package init(_ bytes: [UInt8], from position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    package mutating func uint8() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    package mutating func uint16() -> UInt16? {
        integer(bytes: 2).map { UInt16($0) }
    }

    package mutating func uint32() -> UInt32? {
        integer(bytes: 4).map { UInt32($0) }
    }

    package mutating func uint64() -> UInt64? {
        integer(bytes: 8)
    }

    /// AMQP's short string: one byte of length, then so many bytes.
    package mutating func shortString() -> String? {
        guard let length = uint8(), position + Int(length) <= bytes.count else { return nil }
        defer { position += Int(length) }
        return String(decoding: bytes[position..<position + Int(length)], as: UTF8.self)
    }

    /// PostgreSQL's string: bytes up to a zero.
    package mutating func terminatedString() -> String? {
        guard position <= bytes.count, let end = bytes[position...].firstIndex(of: 0) else { return nil }
        defer { position = end + 1 }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    private mutating func integer(bytes length: Int) -> UInt64? {
        guard position + length <= bytes.count else { return nil }
        defer { position += length }
        return bytes[position..<position + length].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
