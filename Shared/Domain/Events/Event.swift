public import Foundation

/// A fact that one service states and others act on: the one kind of message that Landfall's services exchange.
public struct Event: Hashable, Sendable {
    /// Follows from what is stated: the same fact always gets the same id, so that a repeated one is recognised.
    public let id: UUID
    public let ritm: RITMNumber
    public let run: RunID?
    /// When it was stated, UTC, to the millisecond.
    public let at: Date
    public let by: Origin
    public let trace: TraceContext
    public let fact: Fact

    public init(_ fact: Fact, at: Date, by: Origin, trace: TraceContext) {
        self.ritm = fact.ritm
        self.run = fact.run
        self.id = StableID.make(
            ["event", fact.type.rawValue, fact.ritm.description, fact.run?.description ?? ""] + fact.identity)
        self.at = Timestamp.rounded(at)
        self.by = by
        self.trace = trace
        self.fact = fact
    }

    public var type: EventType { fact.type }
}
