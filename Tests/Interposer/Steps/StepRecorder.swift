/// Puts the steps of one service in order, and decides when a trigger is reached. Pure: it performs nothing.
package struct StepRecorder: Sendable {
    /// What is to be done with bytes that a conversation has made sense of.
    package enum Verdict: Sendable, Hashable {
        case pass
        /// Keep them back; the world goes on.
        case withhold
        /// Keep them back; the trigger is reached, and nothing moves any more.
        case withholdAndFreeze(Step)
        /// Pass them, and when they have left, the trigger is reached.
        case passAndFreeze(Step)
    }

    private enum Watch: Sendable {
        case nothing
        case waiting(Trigger)
        /// The step was passed on; its answer is awaited.
        case answer(Step, connection: Int, exchange: Int)
        case reached
    }

    package private(set) var steps: [Step] = []
    private var occurrences: [String: Int] = [:]
    private var watch = Watch.nothing

    package init() {}

    /// Whether the trigger has been reached since the last `restart`.
    package var isReached: Bool {
        if case .reached = watch { true } else { false }
    }

    /// Forgets the steps so far, and watches for `trigger` from now on.
    package mutating func restart(watchingFor trigger: Trigger?) {
        steps = []
        occurrences = [:]
        watch = trigger.map { .waiting($0) } ?? .nothing
    }

    /// A step is about to leave the service. `exchange` is what its answers will refer to on the same connection.
    package mutating func begin(_ sketch: StepSketch, connection: Int, exchange: Int) -> Verdict {
        let occurrence = occurrences[sketch.kind.rawValue + sketch.detail, default: 0] + 1
        occurrences[sketch.kind.rawValue + sketch.detail] = occurrence
        let name = StepName(kind: sketch.kind, detail: sketch.detail, occurrence: occurrence)
        let step = Step(number: steps.count + 1, name: name)
        steps.append(step)

        guard case .waiting(let trigger) = watch, trigger.matches(step) else { return .pass }
        switch (trigger.phase, sketch.isAnswered) {
        case (.before, _):
            watch = .reached
            return .withholdAndFreeze(step)
        case (.after, true):
            watch = .answer(step, connection: connection, exchange: exchange)
            return .pass
        case (.after, false):
            watch = .reached
            return .passAndFreeze(step)
        }
    }

    /// The peer answers `exchanges` of a connection; `isFinal` when the answer is complete.
    package mutating func answer(connection: Int, exchanges: [Int], isFinal: Bool) -> Verdict {
        guard case .answer(let step, let watched, let exchange) = watch,
            watched == connection, exchanges.contains(exchange)
        else { return .pass }
        guard isFinal else { return .withhold }
        watch = .reached
        return .withholdAndFreeze(step)
    }
}
