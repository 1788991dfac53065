import BenchmarkSupport
import Foundation

/// What it took to add many people to one group.
struct GatheringFigures {
    /// Calls that change something, and those that read; a batch is one.
    let writes: Int
    let reads: Int
    let throttled: Int
    /// From the first call to the last membership, and to the last read that proved one.
    let secondsToMemberships: Double
    let secondsToProof: Double
    let took: Duration

    var calls: Int { writes + reads }

    /// - Throws: ``BenchmarkSupport/BenchmarkFailure`` when a membership was written twice, or anything else was.
    init(effects: [SimulatedGraph.Effect], calls: [SimulatedGraph.Call], took: Duration) throws {
        try WriteLog.insistExact(effects)
        let toGraph = calls.filter(\.isToGraph)
        guard let first = toGraph.first?.at.date, let last = toGraph.last?.at.date,
            let lastEffect = effects.last?.at.date
        else { throw BenchmarkFailure("nothing was written") }
        // A batch has either reads or changes.
        let batches = Set(toGraph.filter(\.isWrite).compactMap(\.batchID))
        let sent = toGraph.filter { $0.batchID == nil }
        writes = sent.count { $0.isBatch ? batches.contains($0.requestID) : $0.isWrite }
        reads = sent.count - writes
        throttled = toGraph.count { $0.status == 429 }
        secondsToMemberships = lastEffect.timeIntervalSince(first)
        secondsToProof = last.timeIntervalSince(first)
        self.took = took
    }
}

/// Both beside each other.
struct GatheringReport: CustomStringConvertible {
    /// At most this part of the calls.
    static let callsGoal = 0.2

    let gathered: GatheringFigures
    let alone: GatheringFigures

    private var callsPart: Double { Double(gathered.calls) / Double(max(alone.calls, 1)) }
    private var isFaster: Bool { gathered.secondsToMemberships < alone.secondsToMemberships }

    var meetsGoals: Bool { callsPart <= Self.callsGoal && isFaster }

    var description: String {
        func line(_ name: String, _ value: (GatheringFigures) -> String) -> String {
            "  " + name.padding(toLength: 32, withPad: " ", startingAt: 0) + right(value(gathered))
                + right(value(alone))
        }
        return [
            "",
            "  " + "".padding(toLength: 32, withPad: " ", startingAt: 0) + right("gathered") + right("one by one"),
            line("calls to Graph, a batch being one") { "\($0.calls)" },
            line("  that change something") { "\($0.writes)" },
            line("  that read") { "\($0.reads)" },
            line("answered 429") { "\($0.throttled)" },
            line("seconds to the last membership") { String(format: "%.1f", $0.secondsToMemberships) },
            line("seconds to the last proof") { String(format: "%.1f", $0.secondsToProof) },
            line("the measurement took") { String(format: "%.0f s", $0.took / .seconds(1)) },
            "",
            ReportLine.text(
                "calls, of one by one", String(format: "%.1f %%", callsPart * 100), callsPart <= Self.callsGoal,
                "at most 20 %"),
            ReportLine.text("sooner there", isFaster ? "yes" : "no", isFaster, "yes"),
        ].joined(separator: "\n")
    }

    private func right(_ text: String) -> String { String(repeating: " ", count: max(0, 13 - text.count)) + text }
}
