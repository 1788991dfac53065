import Glibc
import Synchronization

/// Stands between client and broker, and can be told to break things: to stop forwarding as a dead network would, or to
/// cut the connections.
final class TCPProxy: Sendable {
    struct Behaviour: Sendable {
        var forwardsToBroker = true
        var forwardsToClient = true
        var cuts = false
        var ends = false
        /// How many connections came.
        var connections = 0
    }

    let port: Int
    private let target: Int
    private let listener: Int32
    private let behaviour = Mutex(Behaviour())

    init(target: Int) throws {
        self.target = target
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port: 0)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, size) }
        }
        guard listener >= 0, bound == 0, listen(listener, 16) == 0 else { throw ProxyFailure() }
        var length = size
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &length) }
        }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &thread, nil,
            { pointer in
                guard let pointer else { return nil }
                Unmanaged<TCPProxy>.fromOpaque(pointer).takeRetainedValue().run()
                return nil
            }, context)
        pthread_detach(thread)
    }

    struct ProxyFailure: Error {}

    var connections: Int { behaviour.withLock { $0.connections } }

    func change(_ body: (inout Behaviour) -> Void) { behaviour.withLock { body(&$0) } }

    /// Closes every connection; new ones are taken.
    func cut() { change { $0.cuts = true } }

    func stop() { change { $0.ends = true } }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private func run() {
        var pairs: [(client: Int32, broker: Int32)] = []
        func closeAll() {
            for pair in pairs {
                close(pair.client)
                close(pair.broker)
            }
            pairs = []
        }
        while true {
            let now = behaviour.withLock { state in
                defer { state.cuts = false }
                return state
            }
            if now.cuts || now.ends { closeAll() }
            if now.ends {
                close(listener)
                return
            }
            var descriptors = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
            for pair in pairs {
                descriptors.append(
                    pollfd(fd: now.forwardsToBroker ? pair.client : -1, events: Int16(POLLIN), revents: 0))
                descriptors.append(
                    pollfd(fd: now.forwardsToClient ? pair.broker : -1, events: Int16(POLLIN), revents: 0))
            }
            // Short, because a change of behaviour wakes nobody.
            poll(&descriptors, nfds_t(descriptors.count), 5)
            for index in pairs.indices.reversed() {
                let pair = pairs[index]
                let toBroker = descriptors[1 + 2 * index].revents == 0 || Self.copy(pair.client, pair.broker)
                let toClient = descriptors[2 + 2 * index].revents == 0 || Self.copy(pair.broker, pair.client)
                if !toBroker || !toClient {
                    close(pair.client)
                    close(pair.broker)
                    pairs.remove(at: index)
                }
            }
            if descriptors[0].revents != 0 { if let pair = accepted() { pairs.append(pair) } }
        }
    }

    private func accepted() -> (client: Int32, broker: Int32)? {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return nil }
        let broker = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(port: target)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(broker, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            close(client)
            close(broker)
            return nil
        }
        change { $0.connections += 1 }
        return (client, broker)
    }

    private static func copy(_ from: Int32, _ to: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(from, &buffer, buffer.count)
        guard count > 0 else { return false }
        var sent = 0
        while sent < count {
            let written = buffer.withUnsafeBytes {
                send(to, $0.baseAddress! + sent, count - sent, Int32(MSG_NOSIGNAL))
            }
            guard written > 0 else { return false }
            sent += written
        }
        return true
    }
}
