import Foundation

/// How a figure stands in a report, beside its goal.
public enum ReportLine {
    /// - Parameter isMet: nil for a figure without a goal.
    public static func text(_ name: String, _ value: String, _ isMet: Bool? = nil, _ goal: String = "") -> String {
        let padded = name.padding(toLength: max(20, name.count), withPad: " ", startingAt: 0)
        let room = String(repeating: " ", count: max(1, 50 - padded.count - value.count))
        let verdict = isMet.map { $0 ? "   ok, \(goal)" : "   MISSED, \(goal)" } ?? ""
        return "  \(padded)\(room)\(value)\(verdict)"
    }
}
