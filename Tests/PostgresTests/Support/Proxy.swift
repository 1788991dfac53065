import Foundation
import Synchronization

/// Stands between a client and the server, and misbehaves on demand.
final class Proxy: Sendable {
    enum Misbehaviour: Sendable {
        case none
        /// Lets what the client sends pass, and keeps back what the server answers from the moment that the client's bytes
        /// contain `trigger`; cuts the connection when the answer is there.
        case cutAnswer(trigger: String)
        /// Takes everything and passes nothing on, from the moment that the client's bytes contain `trigger`.
        case fallSilent(trigger: String)
    }

    struct SetUpFailed: Error {}

    private struct State {
        var misbehaviour = Misbehaviour.none
        var sockets: [Int32] = []
        var isClosed = false
        var requests = 0
    }

    let port: Int
    private let listener: Int32
    private let target: Int
    private let state = Mutex(State())

    init(to target: Int) throws {
        self.target = target
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, pointer, &length) == 0
            }
        }
        guard bound else { throw SetUpFailed() }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in acceptAll() }
    }

    /// How many times bytes came from a client.
    var requests: Int { state.withLock { $0.requests } }

    func misbehave(_ misbehaviour: Misbehaviour) { state.withLock { $0.misbehaviour = misbehaviour } }

    func close() {
        let sockets = state.withLock { state in
            state.isClosed = true
            return state.sockets
        }
        for socket in sockets + [listener] { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    private func acceptAll() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Self.address(port: target)
            let connected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    connect(server, pointer, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard connected else { return }
            let isClosed = state.withLock { state in
                state.sockets += [client, server]
                return state.isClosed
            }
            if isClosed { close() }
            let flow = Flow()
            Thread.detachNewThread { [self] in passOn(from: client, to: server, flow, isRequest: true) }
            Thread.detachNewThread { [self] in passOn(from: server, to: client, flow, isRequest: false) }
        }
    }

    private final class Flow: Sendable {
        let isTriggered = Mutex(false)
    }

    private func passOn(from source: Int32, to destination: Int32, _ flow: Flow, isRequest: Bool) {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            let misbehaviour = state.withLock { state in
                if isRequest { state.requests += 1 }
                return state.misbehaviour
            }
            if isRequest, let trigger = misbehaviour.trigger, contains(buffer[..<count], trigger) {
                flow.isTriggered.withLock { $0 = true }
            }
            if flow.isTriggered.withLock({ $0 }) {
                if case .fallSilent = misbehaviour { continue }
                if case .cutAnswer = misbehaviour, !isRequest { break }
            }
            guard send(destination, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(destination, Int32(SHUT_RDWR))
    }

    private func contains(_ bytes: ArraySlice<UInt8>, _ text: String) -> Bool {
        bytes.firstRange(of: Array(text.utf8)) != nil
    }

    private static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}

extension Proxy.Misbehaviour {
    fileprivate var trigger: String? {
        switch self {
        case .none: nil
        case .cutAnswer(let trigger), .fallSilent(let trigger): trigger
        }
    }
}
