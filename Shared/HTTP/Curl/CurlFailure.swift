import CCurl

/// A libcurl call on an easy handle that gave another result than `CURLE_OK`.
struct CurlFailure: Error {
    let result: CURLcode
}

extension HTTPClientError {
    /// libcurl could not make a handle.
    static var outOfMemory: HTTPClientError {
        HTTPClientError(code: .internalFailure, message: "libcurl is out of memory", mayHaveBeenCarriedOut: false)
    }
}
