import Glibc

/// Listens on a port of 127.0.0.1 in place of a broker, a database or an HTTP server.
final class TestPeer: Sendable {
    private let listener: Int32
    let port: UInt16

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = TestSocket.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isListening else { throw TestSocket.Failure(description: "no port to listen on") }
        port = UInt16(bigEndian: address.sin_port)
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(listener) }

    /// The next connection. - Throws: when none comes within five seconds.
    func accepted() async throws -> TestSocket {
        try await offThread {
            let descriptor = accept(self.listener, nil, nil)
            guard descriptor >= 0 else { throw TestSocket.Failure(description: "nobody connected") }
            return TestSocket(descriptor: descriptor)
        }
    }
}
