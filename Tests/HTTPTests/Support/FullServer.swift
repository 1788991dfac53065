import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A listener that accepts nothing and whose queue is full, so that a further connection is never answered.
final class FullServer: Sendable {
    let port: Int
    private let descriptors: [CInt]

    var url: String { "http://127.0.0.1:\(port)/" }

    init() throws {
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var descriptors = [listener]
        let isReady = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard bind(listener, address, length) == 0, listen(listener, 0) == 0,
                    getsockname(listener, address, &length) == 0
                else { return false }
                for _ in 0..<4 {
                    let client = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
                    _ = fcntl(client, F_SETFL, O_NONBLOCK)
                    _ = connect(client, address, length)
                    descriptors.append(client)
                }
                return true
            }
        }
        guard isReady else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        self.port = Int(UInt16(bigEndian: address.sin_port))
        self.descriptors = descriptors
    }

    func stop() {
        for descriptor in descriptors { close(descriptor) }
    }
}

/// Waiting on a thread of the test's own.
enum Blocking {
    static func pause(milliseconds: Int) {
        usleep(UInt32(milliseconds) * 1000)
    }
}
