import Foundation

/// Spreads calls over time, so that they take no more of a quota in a second than they may. Pure.
struct Pace: Hashable {
    /// What may be taken in a second.
    let rate: Double
    private var next: Date?

    init(rate: Double) { self.rate = rate }

    /// How long to wait before a call that takes so much.
    ///
    /// - Parameter isShort: others have used up most of the quota: then it goes at a quarter of its pace.
    mutating func wait(for cost: Int, isShort: Bool, at now: Date) -> Duration {
        let length = Double(cost) / rate * (isShort ? 4 : 1)
        // No longer than the calls themselves account for: a clock that is set back is no reason to wait for hours.
        let start = min(max(next ?? now, now), now + 2 * length + 1)
        next = start + length
        return .seconds(start.timeIntervalSince(now))
    }
}
