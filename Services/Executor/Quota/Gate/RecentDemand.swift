import Foundation

/// How much was used of late: an average that forgets within about a second.
struct RecentDemand: Hashable, Sendable {
    private static let memory = 1.0

    private var perSecond = 0.0
    private var asOf = 0.0

    mutating func add(_ amount: Double, at now: Double) {
        perSecond = rate(at: now) + amount / Self.memory
        asOf = now
    }

    func rate(at now: Double) -> Double {
        perSecond * exp(-max(now - asOf, 0) / Self.memory)
    }
}
