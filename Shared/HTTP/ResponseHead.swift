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
        var lines = bytes.split(separator: UInt8(ascii: "\n")).makeIterator()
        guard let statusLine = lines.next(), let status = Self.status(statusLine) else { return nil }
        self.status = status
        self.fields = HTTPFields()
        while let line = lines.next() {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
                let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self))
            else { continue }
            let value = Self.trim(line[(colon + 1)...])
            fields.append(HTTPField(name: name, lenientValue: value))
        }
    }

    private static func status(_ line: ArraySlice<UInt8>) -> HTTPResponse.Status? {
        // "HTTP/1.1 404 Not Found", "HTTP/2 204 "
        let parts = trim(line).split(separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].starts(with: "HTTP/".utf8),
            let code = Int(String(decoding: parts[1], as: UTF8.self)), (100...999).contains(code)
        else { return nil }
        guard parts.count == 3, !parts[2].isEmpty else { return HTTPResponse.Status(code: code) }
        return HTTPResponse.Status(code: code, reasonPhrase: String(decoding: parts[2], as: UTF8.self))
    }

    private static func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        guard let start = bytes.firstIndex(where: { !isBlank($0) }), let end = bytes.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return bytes[start...end]
    }
}
