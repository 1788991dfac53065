internal import Synchronization

/// Runs calls that block (name resolution, PQcancel) on a few threads of their own, which end when there is nothing to do.
final class BlockingWork: Sendable {
    private struct State {
        var threads = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    init(threads limit: Int) { self.limit = limit }

    /// Runs `job` soon. False if no thread could be started and none is running.
    func run(_ job: @escaping @Sendable () -> Void) -> Bool {
        let startsThread = state.withLock { state in
            state.waiting.append(job)
            guard state.threads < limit else { return false }
            state.threads += 1
            return true
        }
        guard startsThread else { return true }
        if PosixThread.start(name: "postgres-wait", { self.work() }) { return true }
        return state.withLock { state in
            state.threads -= 1
            guard state.threads == 0 else { return true }
            state.waiting.removeAll()
            return false
        }
    }

    private func work() {
        while let job = next() { job() }
    }

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.threads -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
