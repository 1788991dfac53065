/// A frame of AMQP 0-9-1 (section 2.3.5 of the specification), with the bytes it came as.
package struct AMQPFrame: Sendable, Hashable {
    package enum Kind: UInt8, Sendable {
        case method = 1
        case header = 2
        case body = 3
        case heartbeat = 8
    }

    package let kind: Kind
    package let channel: UInt16
    /// Everything from the kind to the end octet.
    package let bytes: [UInt8]

    /// Kind, channel, size; then the payload; then the end octet.
    package static let headerLength = 7
    package static let endOctet: UInt8 = 0xCE

    package var payloadLength: Int { bytes.count - Self.headerLength - 1 }

    /// A reader that stands at the beginning of the payload.
    package var payload: ByteReader { ByteReader(bytes, from: Self.headerLength) }
}
