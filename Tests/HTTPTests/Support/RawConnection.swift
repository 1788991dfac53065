import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One accepted connection of a ``RawServer``. Reads and writes block.
final class RawConnection: Sendable {
    /// 0 for the first connection that the server accepted, and so on.
    let index: Int
    let serverPort: Int
    private let keepsRequests: Bool

    private struct State {
        var descriptor: CInt?
        var unread: [UInt8] = []
        var requests: [String] = []
    }

    private let state: Mutex<State>

    init(descriptor: CInt, index: Int, serverPort: Int, keepsRequests: Bool) {
        self.index = index
        self.serverPort = serverPort
        self.keepsRequests = keepsRequests
        self.state = Mutex(State(descriptor: descriptor))
    }

    var requests: [String] { state.withLock { $0.requests } }

    var isOpen: Bool { state.withLock { $0.descriptor != nil } }

    /// Reads a request's head and its body, if it has a `Content-Length`. `nil` when the client has hung up.
    @discardableResult
    func readRequest() -> String? {
        let separator = Array("\r\n\r\n".utf8)
        var received = state.withLock { $0.unread }
        while true {
            if let end = received.firstRange(of: separator)?.upperBound {
                let head = String(decoding: received[..<end], as: UTF8.self)
                let length = Self.contentLength(head)
                if received.count >= end + length {
                    let request = String(decoding: received[..<(end + length)], as: UTF8.self)
                    state.withLock {
                        $0.unread = Array(received[(end + length)...])
                        if keepsRequests { $0.requests.append(request) }
                    }
                    return request
                }
            }
            guard let piece = readPiece() else { return nil }
            received += piece
        }
    }

    /// Whatever comes next; `nil` when the client has hung up.
    func readPiece() -> [UInt8]? {
        guard let descriptor = state.withLock({ $0.descriptor }) else { return nil }
        let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        return piece.isEmpty ? nil : piece
    }

    /// Waits until the client hangs up.
    func waitForEnd() {
        while readPiece() != nil {}
    }

    /// Returns `false` when the client has hung up.
    @discardableResult
    func write(_ text: String) -> Bool {
        write(Array(text.utf8))
    }

    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        guard let descriptor = state.withLock({ $0.descriptor }) else { return false }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// A complete response with a body.
    @discardableResult
    func respond(_ status: String = "200 OK", headers: [String] = [], body: String = "ok") -> Bool {
        let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
        return write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// Ends the connection with a reset instead of an orderly end.
    func reset() {
        state.withLock { state in
            guard let descriptor = state.descriptor else { return }
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
            close(descriptor)
            state.descriptor = nil
        }
    }

    /// Ends reads that are waiting; any thread may call it.
    func hangUp() {
        state.withLock { state in
            if let descriptor = state.descriptor { _ = shutdown(descriptor, CInt(SHUT_RDWR)) }
        }
    }

    /// Closes the descriptor; the connection's own thread calls it last.
    func finish() {
        state.withLock { state in
            if let descriptor = state.descriptor { close(descriptor) }
            state.descriptor = nil
        }
    }

    private static func contentLength(_ head: String) -> Int {
        for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
            return Int(line.drop(while: { $0 != ":" }).dropFirst().trimmingCharacters(in: .whitespaces)) ?? 0
        }
        return 0
    }
}
