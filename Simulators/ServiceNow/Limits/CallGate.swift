import DequeModule
import Synchronization

/// Lets so many calls through at a time, keeps so many more waiting in their order, and turns the rest away.
final class CallGate: Sendable {
    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var running = 0
        var waiting: Deque<Waiter> = []
        var cancelled: Set<UInt64> = []
        var nextID: UInt64 = 0
    }

    private enum Entry {
        case admitted
        case refused
        case waits
    }

    private let state = Mutex(State())

    /// Nothing runs and nobody waits.
    var isIdle: Bool { state.withLock { $0.running == 0 && $0.waiting.isEmpty } }

    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Returns true when it is the caller's turn, who then has to call ``leave()``; false if there is no room to wait,
    /// or the wait was cancelled.
    func enter(capacity: Int, queue: Int) async -> Bool {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let entry = state.withLock { state -> Entry in
                    if state.cancelled.remove(id) != nil { return .refused }
                    if state.running < capacity {
                        state.running += 1
                        return .admitted
                    }
                    guard state.waiting.count < queue else { return .refused }
                    state.waiting.append(Waiter(id: id, continuation: continuation))
                    return .waits
                }
                switch entry {
                case .admitted: continuation.resume(returning: true)
                case .refused: continuation.resume(returning: false)
                case .waits: break
                }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                guard let index = state.waiting.firstIndex(where: { $0.id == id }) else {
                    // Cancelled before it got in line, or after it was let in: only the former reads the note, and ids
                    // aren't used twice.
                    state.cancelled.insert(id)
                    return nil
                }
                return state.waiting.remove(at: index)
            }
            waiter?.continuation.resume(returning: false)
        }
    }

    /// Gives the place to whoever waits longest.
    func leave() {
        let next = state.withLock { state -> Waiter? in
            if let next = state.waiting.popFirst() { return next }
            state.running -= 1
            return nil
        }
        next?.continuation.resume(returning: true)
    }
}
