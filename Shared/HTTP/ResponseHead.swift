import HTTPTypes

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The status and the fields of a response, read from the bytes of its head.
struct ResponseHead {
    var status: HTTPResponse.Status
    var fields: HTTPFields

    /// Reads a head; `nil` if it has no status line.
    ///
    /// A line that is no field is passed over, as browsers do: libcurl has already refused what makes the framing
    /// ambiguous.
    init?(_ bytes: [UInt8]) {
        let head = bytes.withUnsafeBufferPointer { Self.read($0) }
        guard let head else { return nil }
        self = head
    }

    private init(status: HTTPResponse.Status, fields: HTTPFields) {
        self.status = status
        self.fields = fields
    }

    private typealias Bytes = UnsafeBufferPointer<UInt8>

    private static func read(_ bytes: Bytes) -> ResponseHead? {
        var rest = bytes
        guard let status = status(nextLine(&rest)) else { return nil }
        var fields = HTTPFields()
        fields.reserveCapacity(16)
        while !rest.isEmpty {
            let line = nextLine(&rest)
            guard let colon = line.place(of: UInt8(ascii: ":")),
                let name = HTTPField.Name(String(decoding: line.part(0, colon), as: UTF8.self))
            else { continue }
            fields.append(field(name, line.part(colon + 1, line.count).trimmed))
        }
        return ResponseHead(status: status, fields: fields)
    }

    private static func field(_ name: HTTPField.Name, _ value: Bytes) -> HTTPField {
        // Both ways give the same, but the first is the shorter one, and nearly every value can take it.
        value.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
            ? HTTPField(name: name, value: String(decoding: value, as: UTF8.self))
            : HTTPField(name: name, lenientValue: value)
    }

    private static func nextLine(_ rest: inout Bytes) -> Bytes {
        let end = rest.place(of: UInt8(ascii: "\n")) ?? rest.count
        defer { rest = rest.part(min(end + 1, rest.count), rest.count) }
        return rest.part(0, end).trimmed
    }

    private static func status(_ line: Bytes) -> HTTPResponse.Status? {
        // "HTTP/1.1 404 Not Found", "HTTP/2 204"
        guard line.starts(with: "HTTP/".utf8), let space = line.place(of: UInt8(ascii: " ")) else { return nil }
        let text = line.part(space + 1, line.count)
        let digits = text.part(0, min(3, text.count))
        guard let code = Int(String(decoding: digits, as: UTF8.self)), (100...999).contains(code) else { return nil }
        let reason = text.part(digits.count, text.count)
        guard let separator = reason.first else { return HTTPResponse.Status(code: code) }
        guard separator == UInt8(ascii: " ") else { return nil }
        return HTTPResponse.Status(code: code, reasonPhrase: String(decoding: reason.trimmed, as: UTF8.self))
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The bytes from one place to before another.
    fileprivate func part(_ start: Int, _ end: Int) -> Self {
        Self(rebasing: self[start..<end])
    }

    /// Where a byte comes first.
    fileprivate func place(of byte: UInt8) -> Int? {
        guard let baseAddress, let found = memchr(baseAddress, CInt(byte), count) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(baseAddress)
    }

    /// Without the blanks and line ends around it.
    fileprivate var trimmed: Self {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        var start = 0
        var end = count
        while start < end, isBlank(self[start]) { start += 1 }
        while end > start, isBlank(self[end - 1]) { end -= 1 }
        return part(start, end)
    }
}
