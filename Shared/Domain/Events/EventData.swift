/// The `data` of one type of event.
protocol EventData: Codable, Hashable, Sendable {
    var ritm: RITMNumber { get }
    var run: RunID? { get }
    /// What makes this fact another one than the next of its type for the same run; part of the event's id.
    var identity: [String] { get }
}
