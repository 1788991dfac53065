import Foundation
import Glibc
import Synchronization

/// Everything that the tests have started and that may still run, so that none of it survives them, whichever way they
/// end. (A test run that is itself killed with SIGKILL can't clean up.)
enum ProcessRegistry {
    private struct Running {
        var processes: Set<pid_t> = []
        /// How to end what is no child of ours, such as a server that a script has started.
        var farewells: [UUID: @Sendable () -> Void] = [:]
        var isEnding = false
    }

    private static let running = Mutex(Running())

    /// Signals that end a test run.
    ///
    /// Made once by the language's own lock, and never touched again: it only keeps the sources alive.
    nonisolated(unsafe) private static let endings: [any DispatchSourceSignal] = {
        atexit { ProcessRegistry.endAll() }
        return [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                ProcessRegistry.endAll()
                // Raising the signal again would do nothing: the threads of the queue have it blocked.
                _exit(128 + number)
            }
            source.resume()
            return source
        }
    }()

    static func add(_ pid: pid_t) {
        _ = endings
        let isTooLate = running.withLock { running in
            running.processes.insert(pid)
            return running.isEnding
        }
        if isTooLate { kill(pid, SIGKILL) }
    }

    static func remove(_ pid: pid_t) {
        running.withLock { _ = $0.processes.remove(pid) }
    }

    /// Has `farewell` called if the test run ends before the token is taken back.
    static func add(farewell: @escaping @Sendable () -> Void) -> UUID {
        _ = endings
        let token = UUID()
        running.withLock { $0.farewells[token] = farewell }
        return token
    }

    static func removeFarewell(_ token: UUID) {
        running.withLock { _ = $0.farewells.removeValue(forKey: token) }
    }

    private static func endAll() {
        let farewells = running.withLock { running in
            running.isEnding = true
            // Under the lock, so that no process id is used after its process was waited for and taken out.
            for pid in running.processes { kill(pid, SIGKILL) }
            defer { running.farewells = [:] }
            return Array(running.farewells.values)
        }
        for farewell in farewells { farewell() }
    }
}
