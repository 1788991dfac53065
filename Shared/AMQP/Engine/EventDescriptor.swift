import CRabbitMQ
import Glibc

/// An eventfd: what another thread writes to, so that a thread that polls wakes up.
final class EventDescriptor: Sendable {
    let descriptor: Int32

    init() {
        descriptor = crabbitmq_make_wakeup()
        // Only a process without free descriptors gets none; it could not open a socket either.
        precondition(descriptor >= 0, "the process has no file descriptor left")
    }

    deinit { close(descriptor) }

    func signal() {
        var one: UInt64 = 1
        // A full counter (EAGAIN) is a signal as well.
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
