#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Owns a pipe that ends the wait of the thread which polls its read end.
struct WakePipe: ~Copyable, Sendable {
    let readEnd: CInt
    private let writeEnd: CInt

    /// `nil` if the process has no descriptors left.
    init?() {
        var ends: [CInt] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        self.readEnd = ends[0]
        self.writeEnd = ends[1]
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Ends the wait. A pipe that is full ends it as well, so what a write returns doesn't matter.
    func wake() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)
    }

    /// Forgets all wakes so far.
    func drain() {
        var bytes: (UInt64, UInt64) = (0, 0)
        _ = read(readEnd, &bytes, MemoryLayout.size(ofValue: bytes))
    }
}
