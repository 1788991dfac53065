import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A TCP server that does exactly what a test tells it, right or wrong, one thread for each connection.
final class RawServer: Sendable {
    typealias Handler = @Sendable (RawConnection) -> Void

    let port: Int
    private let listener: CInt
    private let keepsRequests: Bool
    private let connections = Mutex<[RawConnection]>([])

    /// - Parameter handler: Called for each connection on a thread of its own; the connection is closed afterwards.
    init(keepsRequests: Bool = true, handler: @escaping Handler) throws {
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port: UInt16? = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard bind(listener, address, length) == 0, listen(listener, 128) == 0 else { return nil }
                guard getsockname(listener, address, &length) == 0 else { return nil }
                return UInt16(bigEndian: pointer.pointee.sin_port)
            }
        }
        guard let port else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        self.port = Int(port)
        self.listener = listener
        self.keepsRequests = keepsRequests
        Thread.detachNewThread { [self] in accept(handler) }
    }

    var url: String { "http://127.0.0.1:\(port)/" }

    /// How many connections were opened so far.
    var connectionCount: Int { connections.withLock { $0.count } }

    /// How many of them are open still, as far as their threads have noticed.
    var openConnectionCount: Int { connections.withLock { $0.count { $0.isOpen } } }

    /// Every request that came so far, over all connections.
    var requests: [String] { connections.withLock { $0.flatMap(\.requests) } }

    /// Stops listening and closes every connection.
    func stop() {
        shutdown(listener, CInt(SHUT_RDWR))
        for connection in connections.withLock({ $0 }) { connection.hangUp() }
    }

    private func accept(_ handler: @escaping Handler) {
        while true {
            #if canImport(Glibc)
                let descriptor = Glibc.accept(listener, nil, nil)
            #else
                let descriptor = Darwin.accept(listener, nil, nil)
            #endif
            guard descriptor >= 0 else { break }
            let connection = connections.withLock { connections in
                let connection = RawConnection(
                    descriptor: descriptor, index: connections.count, serverPort: port, keepsRequests: keepsRequests)
                connections.append(connection)
                return connection
            }
            Thread.detachNewThread {
                handler(connection)
                connection.finish()
            }
        }
        close(listener)
    }
}

/// Runs `body` beside a raw server, and stops the server afterwards.
func withRawServer<Result>(
    keepsRequests: Bool = true, _ handler: @escaping RawServer.Handler, body: (RawServer) async throws -> Result
) async throws -> Result {
    let server = try RawServer(keepsRequests: keepsRequests, handler: handler)
    defer { server.stop() }
    return try await body(server)
}
