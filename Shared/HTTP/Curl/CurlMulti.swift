import CCurl

/// Owns a multi handle, and with it the connections.
///
/// It is driven by `curl_multi_socket_action`, which looks only at the transfers that something happened to, where
/// `curl_multi_perform` looks at all of them each time. Not being `Sendable`, it stays on the thread that made it.
final class CurlMulti {
    private let handle: UnsafeMutableRawPointer
    /// What libcurl wants to be told about. Its callbacks get the address; that is sound because this is held until after
    /// the multi handle is gone.
    private let interest = CurlInterest()
    private let clock: LoopClock

    /// - Throws: ``HTTPClientError`` with the code `internalFailure` for want of memory.
    init(maximumConnections: Int, maximumConnectionsPerHost: Int, clock: LoopClock) throws(HTTPClientError) {
        guard CurlGlobal.isReady, let handle = curl_multi_init() else { throw .outOfMemory }
        self.handle = handle
        self.clock = clock
        let options = [
            (CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX)),
            (CURLMOPT_MAXCONNECTS, maximumConnections),
            (CURLMOPT_MAX_TOTAL_CONNECTIONS, maximumConnections),
            (CURLMOPT_MAX_HOST_CONNECTIONS, maximumConnectionsPerHost),
        ]
        for (option, value) in options {
            guard ccurl_multi_setopt_long(handle, option, value) == CURLM_OK else { throw .outOfMemory }
        }
        let context = UnsafeRawPointer(Unmanaged.passUnretained(interest).toOpaque())
        let results = [
            ccurl_multi_setopt_pointer(handle, CURLMOPT_SOCKETDATA, context),
            ccurl_multi_setopt_pointer(handle, CURLMOPT_TIMERDATA, context),
            ccurl_multi_setopt_socket_function(handle, CurlInterest.watchSocket),
            ccurl_multi_setopt_timer_function(handle, CurlInterest.setTimer),
        ]
        guard results.allSatisfy({ $0 == CURLM_OK }) else { throw .outOfMemory }
    }

    deinit {
        curl_multi_cleanup(handle)
    }

    /// Starts a transfer. The handle and all it points to must stay until ``remove(_:)``.
    func add(_ easy: CurlEasy) throws(CurlFailure) {
        let result = curl_multi_add_handle(handle, easy.handle)
        guard result == CURLM_OK else {
            throw CurlFailure(result: result == CURLM_OUT_OF_MEMORY ? CURLE_OUT_OF_MEMORY : CURLE_FAILED_INIT)
        }
    }

    /// Ends a transfer, whatever its state: a connection that is in the middle of something is closed.
    func remove(_ easy: CurlEasy) {
        curl_multi_remove_handle(handle, easy.handle)
    }

    /// Does what libcurl's timer asks for, if it is due: the first steps of new transfers, and libcurl's own limits.
    ///
    /// Returns `false` when libcurl can't go on.
    func runTimer() -> Bool {
        guard let timer = interest.timer, timer <= .now else { return true }
        interest.timer = nil
        guard act(CURL_SOCKET_TIMEOUT, 0) else { return false }
        if interest.timer == nil {
            // libcurl doesn't say the same time twice, not even if it was called a moment before it.
            var milliseconds = -1
            curl_multi_timeout(handle, &milliseconds)
            interest.setTimer(milliseconds)
        }
        return true
    }

    /// Waits until a socket is ready, libcurl's timer is due, the wake pipe is written to or the time is over, then reads
    /// and writes what can be without waiting. Returns `false` when libcurl can't go on.
    func wait(atMost limit: Duration, wakingOn pipe: borrowing WakePipe) -> Bool {
        let untilTimer = interest.timer.map { ContinuousClock.now.duration(to: $0) } ?? limit
        let timeout = min(limit, untilTimer)
        let ready = interest.sockets.wait(
            milliseconds: timeout <= .zero ? 0 : Int32(clamping: timeout.wholeMilliseconds), alsoFor: pipe.readEnd)
        clock.advance()
        for socket in ready {
            if socket.descriptor == pipe.readEnd {
                pipe.drain()
            } else if !act(socket.descriptor, socket.curlEvents) {
                return false
            }
        }
        return true
    }

    /// The next transfer that has ended, with its result.
    func nextFinished() -> (handle: UnsafeMutableRawPointer, result: CURLcode)? {
        var remaining: CInt = 0
        while let message = curl_multi_info_read(handle, &remaining) {
            if message.pointee.msg == CURLMSG_DONE { return (message.pointee.easy_handle, message.pointee.data.result) }
        }
        return nil
    }

    private func act(_ descriptor: CInt, _ events: CInt) -> Bool {
        var running: CInt = 0
        let result = curl_multi_socket_action(handle, descriptor, events, &running)
        // A socket that an earlier action of the same round has closed is nothing to worry about.
        return result == CURLM_OK || result == CURLM_BAD_SOCKET
    }
}
