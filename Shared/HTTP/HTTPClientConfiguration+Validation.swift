#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension HTTPClientConfiguration {
    /// Finds what can't work before the first request does.
    ///
    /// - Throws: ``HTTPClientError`` with the code `invalidConfiguration` and a sentence that names the setting.
    func validate() throws(HTTPClientError) {
        let durations = [
            ("connectTimeout", connectTimeout), ("requestTimeout", requestTimeout), ("idleTimeout", idleTimeout),
        ]
        for (name, value) in durations where value < .milliseconds(1) || value > .seconds(86_400) {
            throw Self.invalid("\(name) must be between 1 ms and 24 h, not \(value)")
        }
        let ages = [("connectionIdleLimit", connectionIdleLimit), ("connectionLifetime", connectionLifetime)]
        for (name, value) in ages where value < .seconds(1) || value > .seconds(86_400) {
            throw Self.invalid("\(name) must be between 1 s and 24 h, not \(value)")
        }
        let counts = [
            ("maximumResponseBytes", maximumResponseBytes, 1 << 40),
            ("maximumResponseHeadBytes", maximumResponseHeadBytes, 1 << 24),
            ("maximumConnections", maximumConnections, 65_536),
            ("maximumConnectionsPerHost", maximumConnectionsPerHost, 65_536),
        ]
        for (name, value, limit) in counts where value < 1 || value > limit {
            throw Self.invalid("\(name) must be between 1 and \(limit), not \(value)")
        }
        guard (0...20).contains(followsSameOriginRedirects) else {
            throw Self.invalid("followsSameOriginRedirects must be between 0 and 20, not \(followsSameOriginRedirects)")
        }
        if let userAgent, !userAgent.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) {
            throw Self.invalid("userAgent has a character that is not printable ASCII")
        }
        let files = [
            ("tls.caFile", tls.caFile),
            ("tls.clientCertificate.certificateFile", tls.clientCertificate?.certificateFile),
            ("tls.clientCertificate.keyFile", tls.clientCertificate?.keyFile),
        ]
        for case (let name, let path?) in files where access(path, R_OK) != 0 {
            throw Self.invalid("\(name) can't be read: \(path)")
        }
    }

    private static func invalid(_ message: String) -> HTTPClientError {
        HTTPClientError(code: .invalidConfiguration, message: message, mayHaveBeenCarriedOut: false)
    }
}
