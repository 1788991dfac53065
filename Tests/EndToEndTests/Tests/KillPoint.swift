import Interposer

/// One place on the way of a request at which a service is killed.
struct KillPoint: Sendable, Hashable, CustomStringConvertible {
    let trigger: Trigger
    /// Every run comes to the step: it is in each recording, and the first of its like. Which of two ways (a hook, a poll)
    /// does the same thing a second time is decided anew in each run, so a later one may be missed.
    let isCertain: Bool

    var description: String { trigger.description }

    /// Before and after each step that changes something outside the service, or asks something outside.
    ///
    /// - Parameter recordings: the steps of the same work, recorded more than once.
    static func all(in recordings: [[Step]]) -> [KillPoint] {
        let runs = recordings.map { Set($0.map(\.name)) }
        var seen: Set<StepName> = []
        let steps = recordings.flatMap(\.self).filter {
            StepKind.effects.contains($0.kind) && seen.insert($0.name).inserted
        }
        return steps.flatMap { step in
            Trigger.Phase.allCases.map { phase in
                KillPoint(
                    trigger: Trigger(step: step.name, phase: phase),
                    // One acknowledgement can stand for several deliveries; which of them it names is chance.
                    isCertain: step.kind != .acknowledge && step.name.occurrence == 1
                        && runs.allSatisfy { $0.contains(step.name) })
            }
        }
    }
}
