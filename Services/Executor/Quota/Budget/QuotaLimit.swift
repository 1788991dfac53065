/// How much an app may do: so much at once, and so much again in each window.
struct QuotaLimit: Hashable, Sendable {
    /// What fits into the bucket.
    var amount: Double
    /// In which time an empty bucket is full again, in seconds.
    var window: Double

    /// The published limits of an app in a tenant of middle size.
    static let writes = QuotaLimit(amount: 3000, window: 150)
    static let resourceUnits = QuotaLimit(amount: 5000, window: 10)
}
