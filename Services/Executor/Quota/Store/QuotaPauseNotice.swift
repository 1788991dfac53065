/// How executors tell each other at once that Graph asked to wait: `writes 12.345`.
struct QuotaPauseNotice: Hashable, Sendable {
    var budget: QuotaBudget
    var seconds: Double

    var text: String { "\(budget.rawValue) \(seconds)" }

    init(budget: QuotaBudget, seconds: Double) {
        self.budget = budget
        self.seconds = seconds
    }

    /// Nil for anything else: everybody who can reach the database can send one.
    init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let budget = QuotaBudget(rawValue: String(parts[0])), let seconds = Double(parts[1]),
            (0...86_400).contains(seconds)
        else { return nil }
        self.init(budget: budget, seconds: seconds)
    }
}
