/// Bytes that arrived and are not used yet: appended at the end, taken from the front.
package struct ByteQueue: Sendable {
    private var storage: [UInt8] = []
    private var head = 0

    package init() {}

    package var count: Int { storage.count - head }
    package var isEmpty: Bool { count == 0 }

    package mutating func append(_ bytes: [UInt8]) {
        storage.append(contentsOf: bytes)
    }

    /// The byte `offset` places behind the front. The caller has checked `count`.
    package subscript(offset: Int) -> UInt8 { storage[head + offset] }

    /// A big-endian number of four bytes at `offset`, or nil while it has not all arrived.
    package func uint32(at offset: Int) -> UInt32? {
        guard count >= offset + 4 else { return nil }
        return (0..<4).reduce(0) { $0 << 8 | UInt32(self[offset + $1]) }
    }

    /// Where `pattern` first begins, counted from the front.
    package func firstIndex(of pattern: [UInt8], from start: Int = 0) -> Int? {
        guard !pattern.isEmpty, count >= pattern.count else { return nil }
        var offset = start
        while offset + pattern.count <= count {
            if (0..<pattern.count).allSatisfy({ self[offset + $0] == pattern[$0] }) { return offset }
            offset += 1
        }
        return nil
    }

    /// Takes `length` bytes from the front, or nil while so many have not arrived.
    package mutating func take(_ length: Int) -> [UInt8]? {
        guard count >= length else { return nil }
        let taken = Array(storage[head..<head + length])
        head += length
        // Moving the rest only when the used part is the larger one keeps the cost of each byte constant.
        if head > storage.count / 2 {
            storage.removeFirst(head)
            head = 0
        }
        return taken
    }

    package mutating func takeAll() -> [UInt8] {
        take(count) ?? []
    }
}
