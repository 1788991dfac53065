import CCurl

/// Owns a handle of libcurl's URL parser.
struct CurlURL: ~Copyable {
    private let handle: OpaquePointer

    /// - Throws: ``HTTPClientError`` with the code `internalFailure` for want of memory.
    init() throws(HTTPClientError) {
        guard let handle = curl_url() else { throw .outOfMemory }
        self.handle = handle
    }

    deinit {
        curl_url_cleanup(handle)
    }

    /// Sets an absolute URL, or resolves a relative one against what was set before.
    ///
    /// - Returns: Whether it is a URL, of a scheme that libcurl knows, without user and password.
    mutating func set(_ url: String) -> Bool {
        curl_url_set(handle, CURLUPART_URL, url, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK
    }

    /// A part of the URL; `nil` if it has none.
    func get(_ part: CURLUPart, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
