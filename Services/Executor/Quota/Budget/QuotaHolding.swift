/// What a process has in hand of one budget.
struct QuotaHolding: Hashable, Sendable {
    /// Unique among the processes that live at a time.
    var holder: String
    var amount: Double
    /// Then it is nobody's any more. By the database's clock, in seconds since 1970.
    var until: Double
}
