import Foundation
import Glibc

/// A blocking socket for tests, with every wait bounded. Used off Swift's cooperative threads.
final class TestSocket: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let descriptor: Int32

    init(descriptor: Int32, patience: Int = 5) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    static func connected(to port: UInt16, patience: Int = 5) async throws -> TestSocket {
        try await offThread {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            let made = TestSocket(descriptor: descriptor, patience: patience)
            var address = loopback(port)
            let result = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard result == 0 else {
                throw Failure(description: "connect to \(port): \(String(cString: strerror(errno)))")
            }
            return made
        }
    }

    func send(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    func send(_ text: String) { send(Array(text.utf8)) }

    /// What arrives next; empty at the end of the stream; nil when nothing comes, or the connection was reset.
    func receive() async -> [UInt8]? {
        await offThread { self.receiveNow() }
    }

    /// Everything up to `count` bytes, or up to the end.
    func receive(count: Int) async -> [UInt8] {
        await offThread {
            var all: [UInt8] = []
            while all.count < count, let more = self.receiveNow(), !more.isEmpty { all += more }
            return all
        }
    }

    /// So many bytes and no more; fewer at the end of the stream.
    func receive(exactly count: Int) async -> [UInt8] {
        await offThread {
            var all: [UInt8] = []
            while all.count < count, let more = self.receiveNow(atMost: count - all.count), !more.isEmpty {
                all += more
            }
            return all
        }
    }

    private func receiveNow(atMost limit: Int = 65536) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count < 0 ? nil : Array(buffer.prefix(count))
    }

    static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}

/// Runs blocking work on a thread where it may block.
func offThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result { try work() }) }
    }
}

func offThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: work()) }
    }
}
