/// The first lines of an HTTP/1.1 request or response, up to the empty line.
package struct HTTPHead: Sendable, Hashable {
    /// How the end of the body is found (RFC 9112, section 6.3).
    package enum Framing: Sendable, Hashable {
        case none
        case length(Int)
        case chunked
        case untilClose
    }

    package let firstLine: [String]
    private let fields: [(name: String, value: String)]

    /// Nil when this is not the head of an HTTP/1 message.
    package init?(_ bytes: [UInt8]) {
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: true)
        guard !lines.isEmpty else { return nil }
        let firstLine = lines.removeFirst().split(separator: " ", maxSplits: 2).map(String.init)
        guard firstLine.count >= 2 else { return nil }
        let isResponse = firstLine[0].hasPrefix("HTTP/1.")
        guard isResponse || firstLine.count == 3 && firstLine[2].hasPrefix("HTTP/1.") else { return nil }
        self.firstLine = firstLine
        fields = lines.compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            return (line[..<colon].lowercased(), String(value))
        }
    }

    package var method: String { firstLine[0] }
    /// The path that was asked for, without its query.
    package var path: String { String(firstLine[1].prefix { $0 != "?" }) }
    package var status: Int { Int(firstLine[1]) ?? 0 }

    package func field(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    package var requestFraming: Framing {
        declaredFraming ?? .none
    }

    package func responseFraming(toMethod method: String) -> Framing {
        if method == "HEAD" || status == 204 || status == 304 || (100..<200).contains(status) { return .none }
        return declaredFraming ?? .untilClose
    }

    private var declaredFraming: Framing? {
        if field("transfer-encoding")?.lowercased().contains("chunked") == true { return .chunked }
        return field("content-length").flatMap { Int($0) }.map { .length($0) }
    }

    package static func == (left: HTTPHead, right: HTTPHead) -> Bool {
        left.firstLine == right.firstLine && left.fields.elementsEqual(right.fields) { $0 == $1 }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(firstLine)
    }
}
