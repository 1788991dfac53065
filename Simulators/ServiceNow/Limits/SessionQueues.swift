import Synchronization

/// One line for each session: calls with the same cookie are carried out one after the other.
final class SessionQueues: Sendable {
    private struct Line {
        let gate = CallGate()
        /// Calls that are in it or about to be; without any the line is forgotten.
        var users = 0
    }

    private let lines = Mutex<[String: Line]>([:])

    /// Carries `body` out when it is its turn; nil, and not at all, where the line is too long.
    func run<Value>(_ session: String, queue: Int, _ body: () async -> Value) async -> Value? {
        let gate = lines.withLock { lines in
            lines[session, default: Line()].users += 1
            return lines[session, default: Line()].gate
        }
        defer {
            lines.withLock { lines in
                lines[session]?.users -= 1
                if lines[session]?.users == 0 { lines[session] = nil }
            }
        }
        guard await gate.enter(capacity: 1, queue: queue) else { return nil }
        defer { gate.leave() }
        return await body()
    }
}
