import BenchmarkSupport
import Foundation

/// What an executor needed in one round.
struct LedgerFigures {
    /// The most that it held, in bytes.
    let memory: Int
    /// From one proved operation to the next.
    let milliseconds: Double
    let took: Duration
}

/// The rounds, and their medians beside the goal.
struct LedgerReport: CustomStringConvertible {
    /// So much more is still the same.
    static let goal = 0.1

    var empty: [LedgerFigures] = []
    var full: [LedgerFigures] = []

    var meetsGoals: Bool { growths.allSatisfy { $0 <= Self.goal } }

    private var growths: [Double] { [growth { Double($0.memory) }, growth(\.milliseconds)] }

    private func growth(_ value: (LedgerFigures) -> Double) -> Double {
        median(full, value) / median(empty, value) - 1
    }

    private func median(_ figures: [LedgerFigures], _ value: (LedgerFigures) -> Double) -> Double {
        let values = figures.map(value).sorted()
        return values.isEmpty ? .nan : values[values.count / 2]
    }

    func round(_ number: Int) -> String {
        guard let empty = empty.last, let full = full.last else { return "" }
        func text(_ figures: LedgerFigures) -> String {
            String(
                format: "%.1f MiB, %.2f ms, took %.0f s", Double(figures.memory) / 1_048_576, figures.milliseconds,
                figures.took / .seconds(1))
        }
        return "round \(number): empty \(text(empty)); full \(text(full))"
    }

    var description: String {
        func line(_ name: String, _ format: String, _ value: (LedgerFigures) -> Double) -> String {
            let more = growth(value)
            let text = String(
                format: "\(format) \(format) %+7.1f %%", median(empty, value), median(full, value), more * 100)
            return ReportLine.text(
                name, text, more <= Self.goal, "at most \(Int(Self.goal * 100)) % more")
        }
        return [
            "", "median of \(empty.count) rounds: empty, full, difference",
            line("most memory, MiB", "%8.1f") { Double($0.memory) / 1_048_576 },
            line("time for each, ms", "%8.2f", \.milliseconds),
        ].joined(separator: "\n")
    }
}
