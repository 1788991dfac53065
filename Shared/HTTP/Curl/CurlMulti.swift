import CCurl

/// Owns a multi handle, and with it the connections.
///
/// Every call but the waker's must come from the thread that made it; not being `Sendable`, it can't leave that thread.
final class CurlMulti {
    private let handle: UnsafeMutableRawPointer

    /// - Throws: ``HTTPClientError`` with the code `internalFailure` for want of memory or of descriptors.
    init(maximumConnections: Int, maximumConnectionsPerHost: Int) throws(HTTPClientError) {
        guard CurlGlobal.isReady, let handle = curl_multi_init() else { throw .outOfMemory }
        self.handle = handle
        let options = [
            (CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX)),
            (CURLMOPT_MAXCONNECTS, maximumConnections),
            (CURLMOPT_MAX_TOTAL_CONNECTIONS, maximumConnections),
            (CURLMOPT_MAX_HOST_CONNECTIONS, maximumConnectionsPerHost),
        ]
        for (option, value) in options {
            guard ccurl_multi_setopt_long(handle, option, value) == CURLM_OK else { throw .outOfMemory }
        }
    }

    deinit {
        curl_multi_cleanup(handle)
    }

    /// What another thread needs to end a ``poll(milliseconds:)``.
    var waker: CurlWaker { CurlWaker(handle: handle) }

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

    /// Reads and writes what can be without waiting. Returns `false` when libcurl can't go on.
    func perform() -> Bool {
        var running: CInt = 0
        return curl_multi_perform(handle, &running) == CURLM_OK
    }

    /// Waits for something to read or write, for a timer of libcurl's, or for the waker. Returns `false` when libcurl
    /// can't go on.
    func poll(milliseconds: Int32) -> Bool {
        curl_multi_poll(handle, nil, 0, milliseconds, nil) == CURLM_OK
    }

    /// The next transfer that has ended, with its result.
    func nextFinished() -> (handle: UnsafeMutableRawPointer, result: CURLcode)? {
        var remaining: CInt = 0
        while let message = curl_multi_info_read(handle, &remaining) {
            if message.pointee.msg == CURLMSG_DONE { return (message.pointee.easy_handle, message.pointee.data.result) }
        }
        return nil
    }
}

/// Ends the wait of a multi handle's thread.
///
/// `@unchecked Sendable`: `curl_multi_wakeup` is the one call that libcurl allows from any thread, and `TransferQueue`
/// makes it only under the lock under which the owner takes the waker away before it destroys the handle.
struct CurlWaker: @unchecked Sendable {
    fileprivate let handle: UnsafeMutableRawPointer

    func wake() {
        curl_multi_wakeup(handle)
    }
}
