import CCurl

/// A URL that a request may be sent to, parsed by libcurl, once: what was checked here is what it connects to, so that no
/// two readings can differ.
struct RequestURL: Sendable {
    /// The longest URL that is accepted, in bytes. Servers refuse far shorter ones.
    static let maximumLength = 64 << 10

    /// As it was given.
    let string: String

    /// Whether it is an `https` URL.
    let isSecure: Bool

    private let parsed: CurlURL

    /// Checks a URL.
    ///
    /// - Throws: ``HTTPClientError`` with the code `invalidRequest`; the message never repeats the URL.
    init(_ string: String) throws(HTTPClientError) {
        guard string.utf8.count <= Self.maximumLength else { throw Self.invalid("is longer than 64 KiB") }
        guard string.isVisibleASCII else {
            throw Self.invalid("has a space, a control character or one that is not ASCII")
        }
        guard let parsed = try CurlURL(string) else {
            throw Self.invalid("is no absolute URL without user and password")
        }
        try self.init(parsed, string)
    }

    /// Where a redirect points to, or `nil` if that is no place to follow to: another origin, or no URL at all.
    func sameOriginRedirect(to location: String) -> RequestURL? {
        guard location.utf8.count <= Self.maximumLength, location.isVisibleASCII,
            let parsed = try? CurlURL(string, reference: location), let target = parsed.get(CURLUPART_URL),
            let url = try? RequestURL(parsed, target), url.origin == origin
        else { return nil }
        return url
    }

    private init(_ parsed: CurlURL, _ string: String) throws(HTTPClientError) {
        // libcurl has put the scheme into lower case.
        let scheme = parsed.get(CURLUPART_SCHEME)
        guard scheme == "http" || scheme == "https" else { throw Self.invalid("is neither http nor https") }
        guard parsed.has(CURLUPART_HOST) else { throw Self.invalid("has no host") }
        self.string = string
        self.isSecure = scheme == "https"
        self.parsed = parsed
    }

    /// Scheme, host and port, such as `https://graph.microsoft.com:443`: what may be logged, and what a redirect must
    /// not leave. Put together when it is asked for, because most requests never need it.
    var origin: String {
        let host = parsed.get(CURLUPART_HOST) ?? ""
        let port = parsed.get(CURLUPART_PORT, flags: UInt32(CURLU_DEFAULT_PORT)) ?? ""
        return "\(isSecure ? "https" : "http")://\(host.lowercased()):\(port)"
    }

    /// What libcurl is given beside ``string``, to spare it from parsing that again.
    ///
    /// `nil` for an IPv6 address with a zone, which libcurl's copy of the parts would lack (before its version 8.3).
    var parts: CurlURL? {
        parsed.has(CURLUPART_ZONEID) ? nil : parsed
    }

    private static func invalid(_ message: String) -> HTTPClientError {
        HTTPClientError(code: .invalidRequest, message: "the URL \(message)", mayHaveBeenCarriedOut: false)
    }
}

extension String {
    fileprivate var isVisibleASCII: Bool {
        let isVisible: (UInt8) -> Bool = { (0x21...0x7E).contains($0) }
        return utf8.withContiguousStorageIfAvailable { $0.allSatisfy(isVisible) } ?? utf8.allSatisfy(isVisible)
    }
}
