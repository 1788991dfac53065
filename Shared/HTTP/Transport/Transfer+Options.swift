import CCurl

extension Transfer {
    /// Tells the handle everything about the request. The handle was reset before: what isn't set here is at libcurl's
    /// default, such as no cookies, no redirects and no credentials.
    func configure(_ configuration: HTTPClientConfiguration) throws(CurlFailure) {
        try attach()
        try configureRequest(configuration)
        try configureConnection(configuration)
        if request.url.isSecure { try configureTLS(configuration.tls) }
    }

    private func configureRequest(_ configuration: HTTPClientConfiguration) throws(CurlFailure) {
        try easy.set(CURLOPT_URL, request.url.string)
        try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try easy.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        try easy.set(CURLOPT_USERAGENT, configuration.userAgent)
        switch request.form {
        case .get:
            try easy.set(CURLOPT_HTTPGET, 1)
            if request.method != "GET" { try easy.set(CURLOPT_CUSTOMREQUEST, request.method) }
        case .head:
            try easy.set(CURLOPT_NOBODY, 1)
        case .withBody:
            try easy.copyBody(request.body)
            if request.method != "POST" { try easy.set(CURLOPT_CUSTOMREQUEST, request.method) }
        }
        // A response to HEAD names the length of a body that doesn't come.
        if request.form != .head {
            try easy.set(CURLOPT_MAXFILESIZE_LARGE, offset: configuration.maximumResponseBytes)
        }
    }

    private func configureConnection(_ configuration: HTTPClientConfiguration) throws(CurlFailure) {
        // Signals would reach whichever thread the process has.
        try easy.set(CURLOPT_NOSIGNAL, 1)
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.wholeMilliseconds)
        try easy.set(CURLOPT_MAXAGE_CONN, configuration.connectionIdleLimit.wholeSeconds)
        try easy.set(CURLOPT_MAXLIFETIME_CONN, configuration.connectionLifetime.wholeSeconds)
        try easy.set(CURLOPT_TCP_KEEPALIVE, 1)
        try easy.set(CURLOPT_FRESH_CONNECT, request.freshConnection ? 1 : 0)
        // An empty name keeps libcurl from looking for a proxy in the environment.
        try easy.set(CURLOPT_PROXY, configuration.proxy ?? "")
        try easy.set(CURLOPT_NOPROXY, configuration.proxy == nil ? "*" : "")
        // When the transfer ends while its name is still being resolved, the resolving thread is left to end by itself
        // and to free what is its own. Otherwise libcurl waits for it here, and every other transfer with it.
        try easy.set(CURLOPT_QUICK_EXIT, 1)
        if request.url.isSecure {
            try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
            // Rather wait for a connection that is being opened, and may carry many streams, than open another.
            try easy.set(CURLOPT_PIPEWAIT, request.freshConnection ? 0 : 1)
        } else {
            try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        }
    }

    private func configureTLS(_ tls: HTTPClientConfiguration.TLS) throws(CurlFailure) {
        try easy.set(CURLOPT_SSL_VERIFYPEER, 1)
        try easy.set(CURLOPT_SSL_VERIFYHOST, 2)
        try easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let caFile = tls.caFile {
            try easy.set(CURLOPT_CAINFO, caFile)
            // The system's directory of authorities is built in, and would be trusted beside the file.
            try easy.set(CURLOPT_CAPATH, nil)
        }
        if let identity = tls.clientCertificate {
            try easy.set(CURLOPT_SSLCERT, identity.certificateFile)
            try easy.set(CURLOPT_SSLKEY, identity.keyFile)
            try easy.set(CURLOPT_KEYPASSWD, identity.keyPassword)
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
