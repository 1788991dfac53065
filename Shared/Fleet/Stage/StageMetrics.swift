import Metrics

/// What is measured of one stage. Made once for each, because looking a series up costs more than counting.
struct StageMetrics: Sendable {
    private let messages: [MessageOutcome: Counter]
    private let duration: Timer
    private let inWork: Meter

    init(_ stage: Stage) {
        let label = ("stage", stage.rawValue)
        messages = Dictionary(
            uniqueKeysWithValues: MessageOutcome.allCases.map { outcome in
                (outcome, Counter(label: MetricName.stageMessages, dimensions: [label, ("outcome", outcome.rawValue)]))
            })
        duration = Timer(label: MetricName.stageDuration, dimensions: [label])
        inWork = Meter(label: MetricName.stageInWork, dimensions: [label])
        inWork.set(0)
    }

    /// Measures the handling of one message; one that stays with the broker counts only while it is in work.
    func measure(_ handle: () async -> MessageOutcome?) async {
        let start = ContinuousClock.now
        inWork.increment(by: 1)
        let outcome = await handle()
        inWork.decrement(by: 1)
        guard let outcome else { return }
        messages[outcome]?.increment()
        duration.recordNanoseconds((ContinuousClock.now - start).nanoseconds)
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
