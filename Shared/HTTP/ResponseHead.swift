import HTTPTypes

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

    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ResponseHead? {
        var rest = bytes[...]
        guard let status = status(nextLine(&rest)) else { return nil }
        var fields = HTTPFields()
        while !rest.isEmpty {
            let line = nextLine(&rest)
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
                let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self))
            else { continue }
            fields.append(HTTPField(name: name, lenientValue: line[(colon + 1)...].trimmed))
        }
        return ResponseHead(status: status, fields: fields)
    }

    private static func nextLine(_ rest: inout Bytes) -> Bytes {
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        defer { rest = rest[min(end + 1, rest.endIndex)...] }
        return rest[..<end].trimmed
    }

    private static func status(_ line: Bytes) -> HTTPResponse.Status? {
        // "HTTP/1.1 404 Not Found", "HTTP/2 204"
        guard line.starts(with: "HTTP/".utf8), let space = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        let text = line[(space + 1)...]
        guard let code = Int(String(decoding: text.prefix(3), as: UTF8.self)), (100...999).contains(code) else {
            return nil
        }
        let reason = text.dropFirst(3)
        guard let separator = reason.first else { return HTTPResponse.Status(code: code) }
        guard separator == UInt8(ascii: " ") else { return nil }
        return HTTPResponse.Status(code: code, reasonPhrase: String(decoding: reason.trimmed, as: UTF8.self))
    }
}

extension Slice<UnsafeBufferPointer<UInt8>> {
    /// Without the blanks and line ends around it.
    fileprivate var trimmed: Self {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        var start = startIndex
        var end = endIndex
        while start < end, isBlank(self[start]) { start += 1 }
        while end > start, isBlank(self[end - 1]) { end -= 1 }
        return self[start..<end]
    }
}
