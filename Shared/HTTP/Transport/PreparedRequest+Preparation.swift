import HTTPTypes

extension PreparedRequest {
    private static let safeMethods: Set<HTTPRequest.Method> = [.get, .head, .options, .trace]
    private static let bodilessMethods: Set<HTTPRequest.Method> = [.get, .head, .trace]
    /// Methods whose meaning expects a body, so that an absent one is announced (RFC 9110, 8.6).
    private static let bodyExpectingMethods: Set<HTTPRequest.Method> = [.post, .put, .patch]
    private static let reservedNames: Set<String> = [
        "content-length", "transfer-encoding", "host", "connection", "proxy-connection", "keep-alive", "expect", "te",
        "trailer", "upgrade",
    ]

    /// Checks a request.
    ///
    /// - Throws: ``HTTPClientError`` with the code `invalidRequest`; the message never repeats a value.
    convenience init(
        _ request: HTTPClientRequest, url: RequestURL, deadline: ContinuousClock.Instant
    ) throws(HTTPClientError) {
        guard request.method != .connect else { throw Self.invalid("CONNECT is not offered") }
        let form: Form
        if Self.bodilessMethods.contains(request.method) {
            guard request.body == nil else {
                throw Self.invalid("a \(request.method.rawValue) request has no body")
            }
            form = request.method == .head ? .head : .get
        } else {
            let hasBody = request.body != nil || Self.bodyExpectingMethods.contains(request.method)
            form = hasBody ? .withBody : .get
        }
        var headerLines = try Self.layOut(request.headerFields)
        if form == .withBody {
            // Without these, libcurl calls the body a form, and asks a server for leave before it sends a long one.
            if request.headerFields[.contentType] == nil { headerLines += Array("Content-Type:\0".utf8) }
            headerLines += Array("Expect:\0".utf8)
        }
        self.init(
            url: url, method: request.method.rawValue, form: form, headerLines: headerLines, body: request.body ?? [],
            isSafe: Self.safeMethods.contains(request.method), freshConnection: request.freshConnection,
            deadline: deadline)
    }

    private static func layOut(_ fields: HTTPFields) throws(HTTPClientError) -> [UInt8] {
        var lines: [UInt8] = []
        for field in fields {
            let name = field.name.canonicalName
            guard !name.hasPrefix(":"), !reservedNames.contains(name) else {
                throw invalid("the header field \(name) is the client's own")
            }
            lines += field.name.rawName.utf8
            let isClean = field.withUnsafeBytesOfValue { value in
                // libcurl takes "Name:" as the wish to leave a field out, and "Name;" as one without a value.
                lines += value.isEmpty ? [UInt8(ascii: ";")] : [UInt8(ascii: ":"), UInt8(ascii: " ")]
                lines += value
                return value.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }
            }
            guard isClean else { throw invalid("the value of the header field \(name) has a control character") }
            lines.append(0)
        }
        return lines
    }

    private static func invalid(_ message: String) -> HTTPClientError {
        HTTPClientError(code: .invalidRequest, message: message, mayHaveBeenCarriedOut: false)
    }
}
