import Glibc

/// Non-blocking sockets on the loopback interface. Whoever holds the descriptor closes it.
enum Socket {
    enum Received {
        case bytes([UInt8])
        case nothingYet
        case ended
        case broken
    }

    enum Sent {
        case some(Int)
        case nothingYet
        case broken
    }

    /// Listens on a free port of 127.0.0.1.
    static func listen() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = try make()
        var address = loopback(port: 0)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
        }
        guard isBound, Glibc.listen(descriptor, 128) == 0 else {
            defer { close(descriptor) }
            throw SocketError.last("listen on a free port")
        }
        var length = size
        let isNamed = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) == 0 }
        }
        guard isNamed else {
            defer { close(descriptor) }
            throw SocketError.last("ask for the port")
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// Takes a waiting connection, or nil when there is none.
    static func accept(_ listener: Int32) -> Int32? {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return nil }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        withoutDelay(descriptor)
        return descriptor
    }

    /// Begins to connect to a port of 127.0.0.1. The socket becomes writable when it is done, also when it failed.
    static func connect(port: UInt16) throws -> Int32 {
        let descriptor = try make()
        withoutDelay(descriptor)
        var address = loopback(port: port)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 || errno == EINPROGRESS else {
            defer { close(descriptor) }
            throw SocketError.last("connect to port \(port)")
        }
        return descriptor
    }

    static func receive(_ descriptor: Int32) -> Received {
        let capacity = 64 * 1024
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
            count = recv(descriptor, buffer.baseAddress, capacity, 0)
            initialized = max(0, count)
        }
        if count > 0 { return .bytes(bytes) }
        if count == 0 { return .ended }
        return errno == EAGAIN || errno == EINTR ? .nothingYet : .broken
    }

    static func send(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Sent {
        let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if count >= 0 { return .some(count) }
        return errno == EAGAIN || errno == EINTR ? .nothingYet : .broken
    }

    /// Ends a connection as a crashed network would: with a reset.
    static func reset(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close(descriptor)
    }

    private static func make() throws -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw SocketError.last("make a socket") }
        return descriptor
    }

    private static func withoutDelay(_ descriptor: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
