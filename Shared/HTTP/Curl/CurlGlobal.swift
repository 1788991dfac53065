import CCurl

/// libcurl's process-wide state.
enum CurlGlobal {
    /// Whether libcurl is ready. The first use initialises it, once, however many threads ask.
    static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
