/// Cuts one direction of an HTTP/1.1 connection into whole messages: a head and its body.
package struct HTTPMessageReader: Sendable {
    package enum Piece: Sendable, Hashable {
        case message(HTTPHead, [UInt8])
        /// Bytes that are not HTTP/1. Everything from here on comes out like this.
        case unreadable([UInt8])
    }

    private static let largestHead = 1 << 20
    private static let headEnd: [UInt8] = [13, 10, 13, 10]

    private var queue = ByteQueue()
    private var current: (head: HTTPHead, body: HTTPBodyReader)?
    private var isLost = false

    package init() {}

    package mutating func append(_ bytes: [UInt8]) { queue.append(bytes) }

    /// From now on the stream is not HTTP/1 any more (an upgrade was agreed).
    package mutating func giveUp() { isLost = true }

    /// The next whole message, or nil until more arrives.
    /// - Parameter framing: says of a head how its body ends.
    package mutating func next(framing: (HTTPHead) -> HTTPHead.Framing) -> Piece? {
        guard !queue.isEmpty else { return nil }
        if isLost { return .unreadable(queue.takeAll()) }
        if current == nil {
            guard let end = queue.firstIndex(of: Self.headEnd) else {
                return queue.count > Self.largestHead ? lose() : nil
            }
            let length = end + Self.headEnd.count
            guard let head = HTTPHead((0..<length).map { queue[$0] }) else { return lose() }
            current = (head, HTTPBodyReader(framing(head), from: length))
        }
        guard case (let head, var body)? = current else { return nil }
        switch body.progress(in: queue) {
        case .complete(let length):
            current = nil
            return queue.take(length).map { .message(head, $0) }
        case .incomplete:
            current = (head, body)
            return nil
        case .malformed:
            return lose()
        }
    }

    /// The stream has ended: what is left is a message without a declared end, or a part of one.
    package mutating func end() -> [UInt8] {
        current = nil
        return queue.takeAll()
    }

    private mutating func lose() -> Piece {
        isLost = true
        return .unreadable(queue.takeAll())
    }
}
