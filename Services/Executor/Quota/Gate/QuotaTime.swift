/// The time that a gate goes by: a clock of the process's own, of which nobody else has to know.
struct QuotaTime: Sendable {
    /// Seconds since any fixed moment.
    var now: @Sendable () -> Double
    /// Returns after so many seconds; throws when the task is cancelled.
    var sleep: @Sendable (Double) async throws -> Void

    /// A clock that is never set.
    static let system: QuotaTime = {
        let start = ContinuousClock.now
        return QuotaTime(
            now: { (ContinuousClock.now - start) / .seconds(1) },
            sleep: { try await Task.sleep(for: .seconds($0)) })
    }()
}
