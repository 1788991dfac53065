import CCurl

/// Owns an easy handle, the memory for its error text, and nothing else.
///
/// Not `Sendable`: the compiler keeps it on the thread that made it, which is the one that runs the multi handle.
final class CurlEasy {
    let handle: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>

    /// `nil` for want of memory.
    init?() {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        self.errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        curl_easy_cleanup(handle)
        errorText.deallocate()
    }

    /// Forgets every option and every pointer that was set, and frees the copy of the body. Connections, TLS sessions
    /// and resolved names live in the multi handle and stay.
    func reset() {
        curl_easy_reset(handle)
    }

    /// Lets libcurl write its own words about a failure here.
    func captureErrorText() throws(CurlFailure) {
        try check(ccurl_easy_setopt_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
    }

    func clearErrorText() {
        errorText[0] = 0
    }

    /// libcurl's own words about the last failure; empty if it had none.
    var errorDetail: String { String(cString: errorText) }

    func set(_ option: CURLoption, _ value: Int) throws(CurlFailure) {
        try check(ccurl_easy_setopt_long(handle, option, value))
    }

    func set(_ option: CURLoption, offset value: Int) throws(CurlFailure) {
        try check(ccurl_easy_setopt_offset(handle, option, curl_off_t(value)))
    }

    /// libcurl copies the string.
    func set(_ option: CURLoption, _ value: String?) throws(CurlFailure) {
        try check(ccurl_easy_setopt_string(handle, option, value))
    }

    /// libcurl keeps the pointer: what it points to must stay until another is set, or ``reset()``.
    func set(_ option: CURLoption, pointer value: UnsafeRawPointer?) throws(CurlFailure) {
        try check(ccurl_easy_setopt_pointer(handle, option, value))
    }

    func set(_ option: CURLoption, _ function: @escaping ccurl_data_function) throws(CurlFailure) {
        try check(ccurl_easy_setopt_data_function(handle, option, function))
    }

    func setPrerequest(_ function: @escaping curl_prereq_callback) throws(CurlFailure) {
        try check(ccurl_easy_setopt_prereq_function(handle, function))
    }

    /// Has libcurl copy the body, so that nothing on this side must outlive the call.
    func copyBody(_ body: [UInt8]) throws(CurlFailure) {
        try set(CURLOPT_POSTFIELDSIZE_LARGE, offset: body.count)
        // An empty array may have no address, and without one libcurl would ask for the body elsewhere.
        guard !body.isEmpty else { return try set(CURLOPT_COPYPOSTFIELDS, "") }
        try check(body.withUnsafeBytes { ccurl_easy_setopt_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) })
    }

    /// Has libcurl free its copy of the body.
    func forgetBody() throws(CurlFailure) {
        try set(CURLOPT_COPYPOSTFIELDS, nil)
        try set(CURLOPT_POSTFIELDSIZE_LARGE, offset: 0)
    }

    /// A number that libcurl kept about the last transfer; zero if it has none.
    func number(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_easy_getinfo_long(handle, info, &value) == CURLE_OK ? value : 0
    }

    /// A time in microseconds or a count of bytes about the last transfer; zero if it has none.
    func offset(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return ccurl_easy_getinfo_offset(handle, info, &value) == CURLE_OK ? Int(value) : 0
    }

    private func check(_ result: CURLcode) throws(CurlFailure) {
        guard result == CURLE_OK else { throw CurlFailure(result: result) }
    }
}
