import Synchronization

/// Lets some calls be under way at a time; the others wait in order.
public final class CallLimit: CallLimiting {
    struct State {
        var free: Int
        var nextTicket: UInt64 = 0
        /// In order of arrival; those that gave up are taken out.
        var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Bool, Never>)] = []
        /// Who takes a turn away; they come before everybody who waits for one.
        var removing: [CheckedContinuation<Void, Never>] = []
    }

    let state: Mutex<State>
    private let onWaiting: @Sendable () -> Void

    /// - Parameters:
    ///   - limit: how many are under way at a time at first.
    ///   - onWaiting: is told of each that has to wait.
    public init(_ limit: Int, onWaiting: @escaping @Sendable () -> Void = {}) {
        self.state = Mutex(State(free: limit))
        self.onWaiting = onWaiting
    }

    public func withTurn<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        guard await take() else { throw CancellationError() }
        defer { giveBack() }
        return try await body()
    }

    // MARK: - Another limit

    /// Whether somebody waits for a turn.
    public var isAwaited: Bool { state.withLock { !$0.waiting.isEmpty } }

    /// Lets one more be under way at a time.
    public func add() { giveBack() }

    /// Lets one fewer be under way at a time; returns when the call that has that turn has come to its end, whatever becomes of the task.
    public func remove() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.removing.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    // MARK: - Turns

    private func take() async -> Bool {
        let ticket = state.withLock { state in
            state.nextTicket += 1
            return state.nextTicket
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.waiting.append((ticket, continuation))
                    return nil
                }
                guard let answer else { return onWaiting() }
                continuation.resume(returning: answer)
            }
        } onCancel: {
            let found = state.withLock { state in
                state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0).continuation }
            }
            found?.resume(returning: false)
        }
    }

    private func giveBack() {
        enum Next {
            case removal(CheckedContinuation<Void, Never>)
            case call(CheckedContinuation<Bool, Never>)
        }
        let next: Next? = state.withLock { state in
            if !state.removing.isEmpty { return .removal(state.removing.removeFirst()) }
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return .call(state.waiting.removeFirst().continuation)
        }
        switch next {
        case .removal(let continuation): continuation.resume()
        case .call(let continuation): continuation.resume(returning: true)
        case nil: break
        }
    }
}
