import Domain
import Fleet
import Synchronization

/// Does with a message what a test says, and remembers what it was given.
final class ScriptedHandler: StageHandler {
    typealias Act = @Sendable (Event, HandlingContext) async throws -> StageOutcome

    let stage: Stage
    let needs: Set<Dependency>
    private let act: Act
    private let calls = Mutex<[(event: Event, attempt: Int)]>([])

    init(_ stage: Stage = .validate, needs: Set<Dependency> = [], _ act: @escaping Act) {
        self.stage = stage
        self.needs = needs
        self.act = act
    }

    var handled: [Event] { calls.withLock { $0.map(\.event) } }
    var attempts: [Int] { calls.withLock { $0.map(\.attempt) } }

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        calls.withLock { $0.append((event, context.attempt)) }
        return try await act(event, context)
    }
}

/// Holds those who pass until it is opened.
final class Gate: Sendable {
    private let changes = ChangeSignal()
    private let isOpen = Mutex(false)

    func open() {
        isOpen.withLock { $0 = true }
        changes.notify()
    }

    /// - Throws: `CancellationError` when the task is cancelled first.
    func pass() async throws {
        while true {
            let generation = changes.generation
            if isOpen.withLock(\.self) { return }
            try Task.checkCancellation()
            await changes.wait(after: generation)
        }
    }
}

/// Something that a test turns on and off while others look.
final class DownSwitch: Sendable {
    private let state = Mutex(false)

    var isOn: Bool { state.withLock(\.self) }
    func turn(on isOn: Bool) { state.withLock { $0 = isOn } }
}
