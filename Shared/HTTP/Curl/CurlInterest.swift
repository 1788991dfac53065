import CCurl

/// The sockets and the timer that a multi handle waits for, as libcurl's two callbacks keep them up to date.
final class CurlInterest {
    var sockets = SocketSet()
    /// When libcurl wants to be called without a socket being ready.
    var timer: ContinuousClock.Instant?

    /// As libcurl says it: in so many milliseconds, or never if it is negative.
    func setTimer(_ milliseconds: Int) {
        timer = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
    }

    static let watchSocket: curl_socket_callback = { _, descriptor, what, context, _ in
        guard let context else { return 0 }
        let interest = Unmanaged<CurlInterest>.fromOpaque(context).takeUnretainedValue()
        interest.sockets.watch(
            descriptor, reads: what & CURL_POLL_IN != 0 && what != CURL_POLL_REMOVE,
            writes: what & CURL_POLL_OUT != 0 && what != CURL_POLL_REMOVE)
        return 0
    }

    static let setTimer: curl_multi_timer_callback = { _, milliseconds, context in
        guard let context else { return 0 }
        let interest = Unmanaged<CurlInterest>.fromOpaque(context).takeUnretainedValue()
        interest.setTimer(milliseconds)
        return 0
    }
}

extension SocketSet.Ready {
    /// As `curl_multi_socket_action` takes them.
    var curlEvents: CInt {
        (isReadable ? CURL_CSELECT_IN : 0) | (isWritable ? CURL_CSELECT_OUT : 0) | (hasFailed ? CURL_CSELECT_ERR : 0)
    }
}
