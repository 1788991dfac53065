import Foundation
import Glibc
import Synchronization

/// Every process that the tests have started and that may still run, so that none survives them, whichever way they end.
enum ProcessRegistry {
    private static let running = Mutex<Set<pid_t>>([])

    /// Signals that end a test run, each handled by killing what runs and then letting the signal do its work.
    // Made once by the language's own lock, and never touched again: it only keeps the sources alive.
    nonisolated(unsafe) private static let endings: [any DispatchSourceSignal] = {
        atexit { ProcessRegistry.killAll() }
        return [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                ProcessRegistry.killAll()
                signal(number, SIG_DFL)
                raise(number)
            }
            source.resume()
            return source
        }
    }()

    static func add(_ pid: pid_t) {
        _ = endings
        running.withLock { _ = $0.insert(pid) }
    }

    static func remove(_ pid: pid_t) {
        running.withLock { _ = $0.remove(pid) }
    }

    private static func killAll() {
        for pid in running.withLock({ $0 }) { kill(pid, SIGKILL) }
    }
}
