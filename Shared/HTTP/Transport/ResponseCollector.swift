/// Gathers what a server sends, within the limits. A pure value: bytes in, verdict out.
struct ResponseCollector {
    /// The most lines of heads and trailers that are accepted. `HTTPFields` ends the process over 65,534 fields, and so
    /// many fit into a head of the default size.
    static let maximumHeadLines = 10_000

    /// The last head: an interim response (1xx) gives way to the next one.
    private(set) var head: [UInt8] = []
    private(set) var body: [UInt8] = []
    /// Whether a limit was passed. What is here then is not to be used.
    private(set) var isTooLarge = false

    /// Whether the empty line that ends a head has come.
    private(set) var headIsComplete = false

    private var headBytes = 0
    private var headLines = 0
    private let maximumHeadBytes: Int
    private let maximumBodyBytes: Int

    init(maximumHeadBytes: Int, maximumBodyBytes: Int) {
        self.maximumHeadBytes = maximumHeadBytes
        self.maximumBodyBytes = maximumBodyBytes
    }

    /// Takes one line of a head or of the trailers. Returns `false` when the limit is passed.
    mutating func receiveHeadLine(_ line: UnsafeRawBufferPointer) -> Bool {
        headBytes += line.count
        headLines += 1
        guard headBytes <= maximumHeadBytes, headLines <= Self.maximumHeadLines else {
            isTooLarge = true
            return false
        }
        if Self.isStatusLine(line) {
            head.removeAll(keepingCapacity: true)
            head.reserveCapacity(1024)
            headIsComplete = false
        }
        // After the empty line come trailers: fields that were not known at the start. None is asked for, none is kept.
        guard !headIsComplete else { return true }
        head.append(contentsOf: line)
        headIsComplete = line.count <= 2 && line.allSatisfy { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
        return true
    }

    private static func isStatusLine(_ line: UnsafeRawBufferPointer) -> Bool {
        line.count >= 5 && line[0] == UInt8(ascii: "H") && line[1] == UInt8(ascii: "T") && line[2] == UInt8(ascii: "T")
            && line[3] == UInt8(ascii: "P") && line[4] == UInt8(ascii: "/")
    }

    /// Takes a piece of the body. Returns `false` when the limit is passed.
    mutating func receiveBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= maximumBodyBytes - body.count else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: piece)
        return true
    }
}
