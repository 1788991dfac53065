/// A limit of Graph's: so much at once, and so much again in each window, as the simulator has it.
struct QuotaLimit: Hashable, Sendable {
    var amount: Int
    /// In seconds.
    var window: Int

    /// By Microsoft's table, for a tenant of more than 500 people.
    static let resourceUnits = QuotaLimit(amount: 8000, window: 10)
    /// More than is ever used.
    static let none = QuotaLimit(amount: 1_000_000, window: 1)

    var halved: QuotaLimit { QuotaLimit(amount: amount / 2, window: window) }

    /// As executors are told of it.
    var setting: String { "\(amount)/\(window)s" }
    /// As the simulator is told of it.
    var json: [String: Int] { ["limit": amount, "window_s": window] }

    /// What the simulator lets through in so many seconds, by its own rule: the bucket, empty at first, and what runs off since.
    func allowed(in seconds: Double) -> Double {
        Double(amount) * (1 + seconds / Double(window))
    }
}
