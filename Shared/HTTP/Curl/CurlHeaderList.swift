import CCurl

/// Owns a list of header lines. libcurl reads it, but never takes it over: it must outlive the transfer that uses it.
struct CurlHeaderList: ~Copyable {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    /// Copies the lines, each ended by a zero byte.
    ///
    /// - Throws: ``CurlFailure`` for want of memory.
    init(zeroTerminatedLines lines: [UInt8]) throws(CurlFailure) {
        self.first = nil
        var list: UnsafeMutablePointer<curl_slist>?
        let complete = lines.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else { return true }
            var start = 0
            while start < bytes.count, let end = bytes[start...].firstIndex(of: 0) {
                guard let longer = curl_slist_append(list, base + start) else { return false }
                list = longer
                start = end + 1
            }
            return true
        }
        self.first = list
        guard complete else { throw CurlFailure(result: CURLE_OUT_OF_MEMORY) }
    }

    deinit {
        curl_slist_free_all(first)
    }
}
