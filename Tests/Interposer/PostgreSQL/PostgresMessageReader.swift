/// Cuts one direction of a PostgreSQL connection into messages.
package struct PostgresMessageReader: Sendable {
    package enum Piece: Sendable, Hashable {
        case message(PostgresMessage)
        /// Bytes that are no messages (TLS, or another protocol). Everything from here on comes out like this.
        case unreadable([UInt8])
    }

    private enum Mode: Sendable {
        /// A length without a letter: what a client begins with.
        case startup
        /// One byte without a length: the answer to a request for encryption.
        case singleByte
        case messages
        case lost
    }

    private static let largestMessage: UInt32 = 1 << 30

    private var queue = ByteQueue()
    private var mode: Mode

    /// Reads what a client sends.
    package static func frontend() -> Self { Self(mode: .startup) }
    /// Reads what a server sends.
    package static func backend() -> Self { Self(mode: .messages) }

    private init(mode: Mode) { self.mode = mode }

    package mutating func append(_ bytes: [UInt8]) { queue.append(bytes) }

    /// From now on the stream has letters (the startup message has been sent).
    package mutating func expectMessages() { mode = .messages }
    /// The next byte answers a request for encryption.
    package mutating func expectSingleByte() { mode = .singleByte }
    /// From now on the stream is none of ours.
    package mutating func giveUp() { mode = .lost }

    package mutating func next() -> Piece? {
        guard !queue.isEmpty else { return nil }
        switch mode {
        case .lost:
            return .unreadable(queue.takeAll())
        case .singleByte:
            mode = .messages
            return queue.take(1).map { .message(PostgresMessage(letter: nil, bytes: $0)) }
        case .startup:
            return message(letter: nil, lengthAt: 0)
        case .messages:
            return message(letter: Character(UnicodeScalar(queue[0])), lengthAt: 1)
        }
    }

    private mutating func message(letter: Character?, lengthAt offset: Int) -> Piece? {
        guard let length = queue.uint32(at: offset) else { return nil }
        guard length >= 4, length <= Self.largestMessage else {
            mode = .lost
            return .unreadable(queue.takeAll())
        }
        return queue.take(offset + Int(length)).map { .message(PostgresMessage(letter: letter, bytes: $0)) }
    }
}
