/// Cuts one direction of an AMQP connection into frames.
package struct AMQPFrameReader: Sendable {
    package enum Piece: Sendable, Hashable {
        case protocolHeader([UInt8])
        case frame(AMQPFrame)
        /// Bytes that are not AMQP. Everything from here on comes out like this.
        case unreadable([UInt8])
    }

    /// Larger frames than any broker agrees to: a length beyond this is no length.
    private static let largestPayload: UInt32 = 128 << 20
    private static let protocolHeaderLength = 8

    private var queue = ByteQueue()
    private var isLost = false

    package init() {}

    package mutating func read(_ bytes: [UInt8]) -> [Piece] {
        queue.append(bytes)
        var pieces: [Piece] = []
        while let piece = next() { pieces.append(piece) }
        return pieces
    }

    private mutating func next() -> Piece? {
        guard !queue.isEmpty else { return nil }
        if isLost { return .unreadable(queue.takeAll()) }
        if queue[0] == UInt8(ascii: "A") { return queue.take(Self.protocolHeaderLength).map { .protocolHeader($0) } }
        guard let kind = AMQPFrame.Kind(rawValue: queue[0]) else { return lose() }
        guard let size = queue.uint32(at: 3) else { return nil }
        guard size <= Self.largestPayload else { return lose() }
        let length = AMQPFrame.headerLength + Int(size) + 1
        guard queue.count >= length else { return nil }
        guard queue[length - 1] == AMQPFrame.endOctet else { return lose() }
        let channel = UInt16(queue[1]) << 8 | UInt16(queue[2])
        return queue.take(length).map { .frame(AMQPFrame(kind: kind, channel: channel, bytes: $0)) }
    }

    private mutating func lose() -> Piece {
        isLost = true
        return .unreadable(queue.takeAll())
    }
}
