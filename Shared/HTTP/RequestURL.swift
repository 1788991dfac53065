import CCurl

/// A URL that a request may be sent to, checked by the same parser that libcurl uses for the connection, so that no two
/// readings of it can differ.
struct RequestURL: Sendable, Hashable {
    /// The longest URL that is accepted, in bytes. Servers refuse far shorter ones.
    static let maximumLength = 64 << 10

    /// As it is given to libcurl.
    let string: String

    /// Scheme, host and port, such as `https://graph.microsoft.com:443`: what may be logged, and what a redirect must
    /// not leave.
    let origin: String

    /// Whether it is an `https` URL.
    let isSecure: Bool

    /// Checks a URL.
    ///
    /// - Throws: ``HTTPClientError`` with the code `invalidRequest`; the message never repeats the URL.
    init(_ string: String) throws(HTTPClientError) {
        guard string.utf8.count <= Self.maximumLength else { throw Self.invalid("is longer than 64 KiB") }
        guard string.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Self.invalid("has a space, a control character or one that is not ASCII")
        }
        var parts = try CurlURL()
        guard parts.set(string) else { throw Self.invalid("is no absolute URL without user and password") }
        try self.init(parts)
    }

    /// Where a redirect points to, or `nil` if that is no place to follow to: another origin, or no URL at all.
    func sameOriginRedirect(to location: String) -> RequestURL? {
        guard location.utf8.count <= Self.maximumLength, location.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            var parts = try? CurlURL(), parts.set(string), parts.set(location),
            let target = try? RequestURL(parts), target.origin == origin
        else { return nil }
        return target
    }

    private init(_ parts: borrowing CurlURL) throws(HTTPClientError) {
        guard let scheme = parts.get(CURLUPART_SCHEME)?.lowercased(), scheme == "http" || scheme == "https" else {
            throw Self.invalid("is neither http nor https")
        }
        guard let host = parts.get(CURLUPART_HOST), !host.isEmpty,
            let port = parts.get(CURLUPART_PORT, flags: UInt32(CURLU_DEFAULT_PORT)),
            let string = parts.get(CURLUPART_URL)
        else { throw Self.invalid("has no host") }
        self.string = string
        self.origin = "\(scheme)://\(host.lowercased()):\(port)"
        self.isSecure = scheme == "https"
    }

    private static func invalid(_ message: String) -> HTTPClientError {
        HTTPClientError(code: .invalidRequest, message: "the URL \(message)", mayHaveBeenCarriedOut: false)
    }
}
