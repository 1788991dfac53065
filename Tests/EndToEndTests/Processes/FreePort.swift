import Glibc
import Synchronization

/// Ports of 127.0.0.1 for processes that must be told which one to take.
enum FreePort {
    /// Below the range that the kernel gives to outgoing connections, and apart from what the scripts choose.
    private static let range: Range<UInt16> = 12_000..<19_000
    private static let handedOut = Mutex<Set<UInt16>>([])

    /// A port that nobody listens on now, and that this process has not handed out before.
    static func next() throws -> UInt16 {
        for _ in 0..<1000 {
            let port = UInt16.random(in: range)
            let isNew = handedOut.withLock { $0.insert(port).inserted }
            if isNew, isFree(port) { return port }
        }
        throw HarnessError("there is no free port between \(range.lowerBound) and \(range.upperBound)")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
