import CCurl

extension Transfer {
    /// Tells the handle, which is prepared for the request's kind, everything that requests of a kind differ in. All of it
    /// is set for each request, also to nothing.
    func attach() throws(CurlFailure) {
        try point(to: UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()))
        easy.clearErrorText()
        try easy.set(CURLOPT_HTTPHEADER, pointer: headerList.first)
        try easy.set(CURLOPT_CURLU, pointer: request.url.parts.map { UnsafeRawPointer($0.handle) })
        try easy.set(CURLOPT_URL, request.url.string)
        try easy.set(CURLOPT_CUSTOMREQUEST, request.customMethod)
        if request.form == .withBody { try easy.copyBody(request.body) }
        try easy.set(CURLOPT_FRESH_CONNECT, request.freshConnection ? 1 : 0)
        if request.url.isSecure {
            // Rather wait for a connection that is being opened, and may carry many streams, than open another.
            try easy.set(CURLOPT_PIPEWAIT, request.freshConnection ? 0 : 1)
        }
    }

    /// Takes from the handle every pointer to this transfer and to what is its own, and every copy of what it carried.
    ///
    /// - Parameter isOrdinary: Whether there was a response.
    /// - Returns: What the handle is still prepared for; `nil` if it had to be reset.
    func detach(isOrdinary: Bool) -> TransferKind? {
        guard isOrdinary, leavesNothingInside, (try? clear()) != nil else {
            easy.reset()
            return nil
        }
        return request.kind
    }

    private func clear() throws(CurlFailure) {
        try point(to: nil)
        try easy.set(CURLOPT_HTTPHEADER, pointer: nil)
        try easy.set(CURLOPT_CURLU, pointer: nil)
        try easy.set(CURLOPT_URL, nil)
        try easy.set(CURLOPT_CUSTOMREQUEST, nil)
        if request.form == .withBody { try easy.forgetBody() }
    }

    private func point(to context: UnsafeRawPointer?) throws(CurlFailure) {
        try easy.set(CURLOPT_PRIVATE, pointer: context)
        try easy.set(CURLOPT_WRITEDATA, pointer: context)
        try easy.set(CURLOPT_HEADERDATA, pointer: context)
        try easy.set(CURLOPT_PREREQDATA, pointer: context)
    }

    /// Whether libcurl noted nothing in the handle that outlasts a transfer: it counts how often it sent again, and gives
    /// up at a total of five, and it keeps what a server asks of those who log in.
    private var leavesNothingInside: Bool {
        sendings == 1 && ![401, 407].contains(easy.number(CURLINFO_RESPONSE_CODE))
    }
}
