import BenchmarkSupport
import Foundation

/// How executors come to terms with a limit that is halved while they are at work.
struct HalvedFigures {
    /// So many windows are watched from then on.
    static let windows = 5
    /// By then they are back.
    static let backGoal = 3.0

    /// What took effect in each window after the halving, as part of the new limit.
    let shares: [Double]
    /// When the first stretch of a window's length ended in which 97 % of the new limit took effect, in windows from the halving.
    let back: Double?
    /// What took effect in the windows after the third, as part of the new limit.
    let after: Double
    /// Writes that were answered 429 since the halving, as part of those that were asked for since.
    let refused: Double
    let took: Duration

    var meetsGoals: Bool { (back ?? .infinity) <= Self.backGoal && after >= QuotaFigures.shareGoal }

    init(
        effects: [SimulatedGraph.Effect], calls: [SimulatedGraph.Call], limit: QuotaLimit, halvedAt: Date,
        took: Duration
    ) throws {
        try WriteLog.insistExact(effects)
        // In windows from the halving.
        let times = effects.map { $0.at.date.timeIntervalSince(halvedAt) / Double(limit.window) }.filter { $0 >= 0 }
            .sorted()
        let amount = Double(limit.amount)
        shares = (0..<Self.windows).map { window in
            Double(times.count { (Double(window)..<Double(window + 1)).contains($0) }) / amount
        }
        let needed = Int((QuotaFigures.shareGoal * amount).rounded(.up))
        // It ends with a write; the one that completes the number began it no more than a window before.
        back = times.indices.dropFirst(needed - 1).first { times[$0] - times[$0 - needed + 1] <= 1 }
            .map { max(times[$0], 1) }
        let late = shares.dropFirst(Int(Self.backGoal))
        after = late.reduce(0, +) / Double(late.count)
        refused = WriteLog.refused(calls.filter { $0.isWrite && $0.at.date >= halvedAt })
        self.took = took
    }
}
