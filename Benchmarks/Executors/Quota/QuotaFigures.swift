import BenchmarkSupport
import Foundation

/// What was used of a limit.
struct QuotaFigures {
    static let shareGoal = 0.97
    static let refusedGoal = 0.01

    /// Writes that took effect, as part of those that the limit allows in the time.
    let share: Double
    /// Writes that were answered 429, as part of all that were asked for.
    let refused: Double
    /// From the first write that was asked for to the last one that took effect, or as long as was watched.
    let seconds: Double
    /// The whole measurement, with starting and ending.
    let took: Duration

    var meetsGoals: Bool { share >= Self.shareGoal && refused <= Self.refusedGoal }

    /// - Parameter watched: in seconds, where there was more to do than could be done; nil where all of it was done.
    /// - Throws: ``BenchmarkSupport/BenchmarkFailure`` when a membership was written twice, or anything else was.
    init(
        effects: [SimulatedGraph.Effect], calls: [SimulatedGraph.Call], limit: QuotaLimit, watched: Double? = nil,
        took: Duration
    ) throws {
        try WriteLog.insistExact(effects)
        let writes = calls.filter(\.isWrite)
        guard let first = writes.first?.at.date, let last = effects.last?.at.date else {
            throw BenchmarkFailure("nothing was written")
        }
        seconds = watched ?? last.timeIntervalSince(first)
        share = Double(effects.count) / limit.allowed(in: seconds)
        refused = WriteLog.refused(writes)
        self.took = took
    }
}

/// What the simulator's records say of writes.
enum WriteLog {
    /// The part that was answered 429.
    static func refused(_ writes: [SimulatedGraph.Call]) -> Double {
        Double(writes.count { $0.status == 429 }) / Double(max(writes.count, 1))
    }

    /// - Throws: ``BenchmarkSupport/BenchmarkFailure`` unless each membership was added once, and nothing else was done.
    static func insistExact(_ effects: [SimulatedGraph.Effect]) throws {
        let memberships = Set(effects.map { "\($0.groupID ?? "")/\($0.memberID ?? "")" })
        guard memberships.count == effects.count, effects.allSatisfy({ $0.effect == "member.added" }) else {
            throw BenchmarkFailure("a membership was added twice, or something else was written")
        }
    }
}
