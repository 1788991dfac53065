extension AMQPConfiguration {
    /// Reads `amqp://user:password@host:5672,other:5672/vhost?heartbeat=30`, or `amqps://…`.
    ///
    /// The form is RabbitMQ's (https://www.rabbitmq.com/uri-spec.html), with several hosts separated by commas. User,
    /// password and virtual host are percent-decoded; an IPv6 address stands in brackets. Without a path the virtual
    /// host is `/`. Query: `heartbeat` and `connection_timeout` in seconds, `name` for the connection, and for
    /// `amqps` `cacertfile`, `certfile`, `keyfile`, `verify` (`verify_peer`, `verify_none`).
    ///
    /// - Throws: `invalidConfiguration`. The message never repeats the password or the URL.
    public init(url: String) throws(AMQPError) {
        let parts = try URLParts(url)
        var credentials = AMQPCredentials(user: "guest", password: "guest")
        if let userInfo = parts.userInfo {
            let pieces = userInfo.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            credentials.user = try Self.decode(pieces[0], "user name")
            credentials.password = pieces.count > 1 ? try Self.decode(pieces[1], "password") : ""
            guard !credentials.user.isEmpty else { throw Self.malformed("the user name is empty") }
        }
        var endpoints: [AMQPEndpoint] = []
        for host in parts.hosts.split(separator: ",", omittingEmptySubsequences: false) {
            endpoints.append(try Self.endpoint(host, defaultPort: parts.isSecure ? 5671 : 5672))
        }
        try self.init(
            endpoints: endpoints, credentials: credentials,
            virtualHost: try parts.path.map { path throws(AMQPError) in try Self.virtualHost(path) } ?? "/",
            tls: parts.isSecure ? TLS() : nil)
        for parameter in parts.query.split(separator: "&") {
            let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { throw Self.malformed("a query parameter has no value") }
            try apply(String(pair[0]), try Self.decode(pair[1], "query"))
        }
    }

    private mutating func apply(_ name: String, _ value: String) throws(AMQPError) {
        switch name {
        case "heartbeat": heartbeat = .seconds(try Self.number(value, 0...65_535, name))
        case "connection_timeout": connectTimeout = .seconds(try Self.number(value, 1...3_600, name))
        case "name": connectionName = value
        case "cacertfile", "certfile", "keyfile", "verify":
            guard var tls else { throw Self.malformed("\(name) needs amqps") }
            switch name {
            case "cacertfile": tls.caFile = value
            case "certfile": tls.clientCertificateFile = value
            case "keyfile": tls.clientKeyFile = value
            default:
                guard value == "verify_peer" || value == "verify_none" else {
                    throw Self.malformed("verify is verify_peer or verify_none")
                }
                tls.verifyPeer = value == "verify_peer"
                tls.verifyHostname = tls.verifyPeer
            }
            self.tls = tls
        default: throw Self.malformed("the query has an unknown parameter")
        }
    }

    private static func virtualHost(_ path: Substring) throws(AMQPError) -> String {
        guard !path.contains("/") else { throw malformed("a slash in the virtual host is written %2F") }
        let name = try decode(path, "virtual host")
        // "amqp://host/" names the empty virtual host by the letter of RabbitMQ's specification. Nobody has one, and
        // everybody who writes it means the default one.
        return name.isEmpty ? "/" : name
    }

    private static func endpoint(_ text: Substring, defaultPort: Int) throws(AMQPError) -> AMQPEndpoint {
        var host = text
        var port: Substring?
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { throw malformed("an address lacks its closing bracket") }
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.first == ":" else { throw malformed("something follows an address in brackets") }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        guard !host.isEmpty else { throw malformed("a host name is empty") }
        let name = try decode(host, "host name")
        guard let port else { return AMQPEndpoint(host: name, port: defaultPort) }
        return AMQPEndpoint(host: name, port: try number(String(port), 1...65_535, "port"))
    }

    private static func number(_ text: String, _ range: ClosedRange<Int>, _ what: String) throws(AMQPError) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw malformed("\(what) must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func decode(_ text: Substring, _ what: String) throws(AMQPError) -> String {
        guard let decoded = PercentEncoding.decode(text), !decoded.utf8.contains(0) else {
            throw malformed("the \(what) is not percent-encoded UTF-8")
        }
        return decoded
    }

    static func malformed(_ why: String) -> AMQPError {
        AMQPError(.invalidConfiguration, "the AMQP URL can't be used: \(why)")
    }
}

/// A URL cut into pieces, nothing decoded.
private struct URLParts {
    var isSecure: Bool
    var userInfo: Substring?
    var hosts: Substring
    var path: Substring?
    var query: Substring

    init(_ url: String) throws(AMQPError) {
        let lowercased = url.prefix(8).lowercased()
        if lowercased.hasPrefix("amqps://") {
            isSecure = true
        } else if lowercased.hasPrefix("amqp://") {
            isSecure = false
        } else {
            throw AMQPConfiguration.malformed("it must begin with amqp:// or amqps://")
        }
        var rest = url.dropFirst(isSecure ? 8 : 7)
        guard !rest.contains("#") else { throw AMQPConfiguration.malformed("it has a fragment (#)") }
        query = ""
        if let mark = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        if let slash = rest.firstIndex(of: "/") {
            path = rest[rest.index(after: slash)...]
            rest = rest[..<slash]
        }
        // A password may hold an unescaped "@" by mistake: the last one separates, as in every browser.
        if let at = rest.lastIndex(of: "@") {
            userInfo = rest[..<at]
            rest = rest[rest.index(after: at)...]
        }
        hosts = rest
    }
}

enum PercentEncoding {
    /// `nil` when an escape is cut off or no hexadecimal number, or the result is not UTF-8.
    static func decode(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
