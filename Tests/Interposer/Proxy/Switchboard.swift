import Glibc
import Synchronization

/// What an interposer and its event loop share.
final class Switchboard: Sendable {
    let recorder = Mutex(StepRecorder())
    /// Why steps can't be seen on some wire.
    let misgivings = Mutex<Set<String>>([])
    private let errands = Mutex<[Errand]>([])
    private let wakeUpWrite: Int32
    /// Becomes readable when there are errands.
    let wakeUpRead: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw SocketError.last("make a pair of sockets") }
        wakeUpRead = ends[0]
        wakeUpWrite = ends[1]
    }

    deinit {
        close(wakeUpRead)
        close(wakeUpWrite)
    }

    func send(_ errand: Errand) {
        errands.withLock { $0.append(errand) }
        var byte: UInt8 = 1
        // A full socket wakes the loop just as well.
        _ = write(wakeUpWrite, &byte, 1)
    }

    func takeErrands() -> [Errand] {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(wakeUpRead, &bytes, bytes.count) > 0 {}
        return errands.withLock { errands in
            defer { errands = [] }
            return errands
        }
    }
}
