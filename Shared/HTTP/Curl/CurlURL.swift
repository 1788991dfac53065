import CCurl

/// Owns a URL that libcurl has parsed.
///
/// `@unchecked Sendable`: nothing changes it after `init`, and libcurl, which may be given it for a transfer, copies it.
final class CurlURL: @unchecked Sendable {
    let handle: OpaquePointer

    /// Parses an absolute URL and, if there is one, resolves a reference against it.
    ///
    /// - Returns: `nil` if that gives no URL of a scheme that libcurl knows, without user and password.
    /// - Throws: ``HTTPClientError`` with the code `internalFailure` for want of memory.
    init?(_ url: String, reference: String? = nil) throws(HTTPClientError) {
        guard let handle = curl_url() else { throw .outOfMemory }
        self.handle = handle
        guard set(url) else { return nil }
        if let reference, !set(reference) { return nil }
    }

    deinit {
        curl_url_cleanup(handle)
    }

    /// A part of the URL; `nil` if it has none.
    func get(_ part: CURLUPart, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    /// Whether the URL has a part, and it isn't empty.
    func has(_ part: CURLUPart) -> Bool {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return false }
        defer { curl_free(text) }
        return text.pointee != 0
    }

    private func set(_ url: String) -> Bool {
        curl_url_set(handle, CURLUPART_URL, url, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK
    }
}
