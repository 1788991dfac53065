import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A small HTTP/1.1 server on a port of its own that answers as a test says, and remembers what it was asked.
///
/// It works on the socket, so that a test can also end a connection instead of answering, and see which connection carried a request.
public final class ScriptedServer: Sendable {
    public struct Request: Sendable {
        public var method: String
        public var target: String
        /// By lower-case name.
        public var headerFields: [String: String]
        public var body: String
        /// Which connection carried it, from 1.
        public var connection: Int

        public var path: Substring { target.prefix { $0 != "?" } }

        /// The fields of a form, decoded.
        public var form: [String: String] {
            var fields: [String: String] = [:]
            for pair in body.split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                fields[String(parts[0]).removingPercentEncoding ?? ""] = String(parts[1]).removingPercentEncoding
            }
            return fields
        }
    }

    public enum Reply: Sendable {
        case answer(Int, fields: [String: String] = [:], body: String = "")
        /// The connection ends without an answer, after the request was read.
        case hangUp
    }

    private struct State {
        var requests: [Request] = []
        /// Open sockets, each nil once it is closed: its number can be another's at once, which nobody here may touch.
        var connections: [Int32?] = []
        var listener: Int32?
        var isStopped = false
    }

    public let port: UInt16
    private let state = Mutex(State())

    public var url: String { "http://127.0.0.1:\(port)" }
    public var requests: [Request] { state.withLock { $0.requests } }

    public init(_ reply: @escaping @Sendable (Request) -> Reply) throws {
        let listener = Self.makeSocket()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && listen(listener, 128) == 0
                    && getsockname(listener, pointer, &length) == 0
            }
        }
        guard listener >= 0, bound else { throw POSIXError(.EADDRNOTAVAIL) }
        self.port = UInt16(bigEndian: address.sin_port)
        state.withLock { $0.listener = listener }
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0, let number = admit(connection) else { break }
                Thread.detachNewThread { [self] in serve(connection, number, reply) }
            }
            state.withLock { state in
                state.listener = nil
                close(listener)
            }
        }
    }

    /// Ends every connection and takes no more.
    public func stop() {
        state.withLock { state in
            state.isStopped = true
            for socket in state.connections + [state.listener] {
                if let socket { shutdown(socket, Int32(SHUT_RDWR)) }
            }
        }
    }

    private func admit(_ connection: Int32) -> Int? {
        state.withLock { state in
            guard !state.isStopped else {
                close(connection)
                return nil
            }
            state.connections.append(connection)
            return state.connections.count
        }
    }

    private func serve(_ connection: Int32, _ number: Int, _ reply: (Request) -> Reply) {
        var buffer: [UInt8] = []
        conversation: while let request = Self.read(connection, &buffer, number) {
            state.withLock { $0.requests.append(request) }
            switch reply(request) {
            case .hangUp:
                break conversation
            case .answer(let status, let fields, let body):
                var text = "HTTP/1.1 \(status) X\r\n"
                for (name, value) in fields { text += "\(name): \(value)\r\n" }
                if status != 204 { text += "Content-Length: \(body.utf8.count)\r\n" }
                guard Self.write(connection, Array("\(text)\r\n\(body)".utf8)) else { break conversation }
            }
        }
        state.withLock { state in
            state.connections[number - 1] = nil
            close(connection)
        }
    }

    // MARK: - Bytes

    private static func makeSocket() -> Int32 {
        #if canImport(Glibc)
            socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            socket(AF_INET, SOCK_STREAM, 0)
        #endif
    }

    private static func read(_ connection: Int32, _ buffer: inout [UInt8], _ number: Int) -> Request? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let head = buffer.firstRange(of: end) {
                let lines = String(decoding: buffer[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                let start = lines[0].split(separator: " ").map(String.init)
                var fields: [String: String] = [:]
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                    fields[parts[0].lowercased()] = parts.count == 2 ? parts[1] : ""
                }
                let bodyEnd = head.upperBound + (fields["content-length"].flatMap { Int($0) } ?? 0)
                if buffer.count >= bodyEnd {
                    let body = String(decoding: buffer[head.upperBound..<bodyEnd], as: UTF8.self)
                    buffer.removeSubrange(..<bodyEnd)
                    return Request(
                        method: start[0], target: start[1], headerFields: fields, body: body, connection: number)
                }
            }
            var chunk = [UInt8](repeating: 0, count: 16_384)
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            buffer += chunk[..<count]
        }
    }

    private static func write(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
