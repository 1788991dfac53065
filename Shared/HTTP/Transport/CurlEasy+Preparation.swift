import CCurl

extension CurlEasy {
    /// Sets what is the same for every request of a kind. The handle is new or was reset: what isn't set here or by
    /// ``Transfer`` is at libcurl's default, such as no cookies, no redirects and no credentials.
    func prepare(for kind: TransferKind, _ configuration: HTTPClientConfiguration) throws(CurlFailure) {
        try prepareCallbacks()
        try prepareRequest(kind.form, configuration)
        try prepareConnection(configuration)
        if kind.isSecure {
            try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
            try prepareTLS(configuration.tls)
        } else {
            try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        }
    }

    private func prepareCallbacks() throws(CurlFailure) {
        try captureErrorText()
        try set(CURLOPT_WRITEFUNCTION, TransferCallbacks.receiveBody)
        try set(CURLOPT_HEADERFUNCTION, TransferCallbacks.receiveHeadLine)
        try setPrerequest(TransferCallbacks.beginSending)
    }

    private func prepareRequest(
        _ form: PreparedRequest.Form, _ configuration: HTTPClientConfiguration
    ) throws(CurlFailure) {
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        try set(CURLOPT_USERAGENT, configuration.userAgent)
        switch form {
        case .get: try set(CURLOPT_HTTPGET, 1)
        case .head: try set(CURLOPT_NOBODY, 1)
        case .withBody: try set(CURLOPT_POST, 1)
        }
        // A response to HEAD names the length of a body that doesn't come.
        if form != .head {
            try set(CURLOPT_MAXFILESIZE_LARGE, offset: configuration.maximumResponseBytes)
        }
    }

    private func prepareConnection(_ configuration: HTTPClientConfiguration) throws(CurlFailure) {
        // Signals would reach whichever thread the process has.
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.wholeMilliseconds)
        try set(CURLOPT_MAXAGE_CONN, configuration.connectionIdleLimit.wholeSeconds)
        try set(CURLOPT_MAXLIFETIME_CONN, configuration.connectionLifetime.wholeSeconds)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        // An empty name keeps libcurl from looking for a proxy in the environment.
        try set(CURLOPT_PROXY, configuration.proxy ?? "")
        try set(CURLOPT_NOPROXY, configuration.proxy == nil ? "*" : "")
        // When the transfer ends while its name is still being resolved, the resolving thread is left to end by itself
        // and to free what is its own. Otherwise libcurl waits for it here, and every other transfer with it.
        try set(CURLOPT_QUICK_EXIT, 1)
    }

    private func prepareTLS(_ tls: HTTPClientConfiguration.TLS) throws(CurlFailure) {
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let caFile = tls.caFile {
            try set(CURLOPT_CAINFO, caFile)
            // The system's directory of authorities is built in, and would be trusted beside the file.
            try set(CURLOPT_CAPATH, nil)
        }
        if let identity = tls.clientCertificate {
            try set(CURLOPT_SSLCERT, identity.certificateFile)
            try set(CURLOPT_SSLKEY, identity.keyFile)
            try set(CURLOPT_KEYPASSWD, identity.keyPassword)
        }
    }
}

extension Duration {
    /// Rounded up, so that a limit is never shorter than asked for, and never zero, which libcurl takes for "none".
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }

    /// Rounded up, as ``wholeMilliseconds``.
    var wholeSeconds: Int {
        max(1, (wholeMilliseconds + 999) / 1000)
    }
}
