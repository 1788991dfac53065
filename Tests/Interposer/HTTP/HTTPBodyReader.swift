/// Finds the end of a body in what has arrived, without taking it apart.
package struct HTTPBodyReader: Sendable {
    package enum Progress: Sendable, Hashable {
        /// The message ends so many bytes from the front of the queue.
        case complete(Int)
        case incomplete
        case malformed
    }

    private let framing: HTTPHead.Framing
    /// How far a chunked body has been walked.
    private var offset: Int
    private var isInTrailer = false

    /// - Parameter start: where the body begins, counted from the front of the queue.
    package init(_ framing: HTTPHead.Framing, from start: Int) {
        self.framing = framing
        self.offset = start
    }

    package mutating func progress(in queue: ByteQueue) -> Progress {
        switch framing {
        case .none: return .complete(offset)
        case .length(let length): return queue.count >= offset + length ? .complete(offset + length) : .incomplete
        case .untilClose: return .incomplete
        case .chunked: return walkChunks(in: queue)
        }
    }

    /// Each chunk is its size in hexadecimal, a line end, the bytes, a line end. A size of zero begins the trailer, which
    /// an empty line ends.
    private mutating func walkChunks(in queue: ByteQueue) -> Progress {
        while let lineEnd = queue.firstIndex(of: [13, 10], from: offset) {
            if isInTrailer {
                let isEmptyLine = lineEnd == offset
                offset = lineEnd + 2
                if isEmptyLine { return .complete(offset) }
                continue
            }
            let digits = (offset..<lineEnd).map { queue[$0] }.prefix {
                $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ")
            }
            guard let size = Int(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0, size < 1 << 31 else {
                return .malformed
            }
            if size == 0 {
                isInTrailer = true
                offset = lineEnd + 2
                continue
            }
            let next = lineEnd + 2 + size + 2
            guard queue.count >= next else { return .incomplete }
            offset = next
        }
        return .incomplete
    }
}
