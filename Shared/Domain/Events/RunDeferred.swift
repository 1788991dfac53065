public import Foundation

/// A run is approved, and waits: the policy lets its changes begin only at certain hours.
///
/// Stated once for each time that it waits for; nothing has been changed by this start yet.
public struct RunDeferred: Hashable, Codable, Sendable, EventData {
    public var plan: Plan
    /// When it may begin, UTC: the first moment at which every one of the plan's windows is open.
    public let opensAt: Date
    /// Which start of the run waits so; nil: the first.
    public var start: Int?

    public init(plan: Plan, opensAt: Date, start: Int = 1) {
        self.plan = plan
        self.opensAt = Timestamp.rounded(opensAt)
        self.start = start == 1 ? nil : start
    }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { plan.run }
    var identity: [String] { RunStart.identity(start) + [Timestamp.text(of: opensAt)] }

    enum CodingKeys: String, CodingKey {
        case plan
        case opensAt = "opens_at"
        case start
    }
}
