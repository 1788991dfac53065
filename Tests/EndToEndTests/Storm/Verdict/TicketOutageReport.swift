/// What an outage of ServiceNow came to, for people.
struct TicketOutageReport: Sendable, CustomStringConvertible {
    let settlements: Int
    /// How long ServiceNow was gone.
    let away: Duration
    /// From when it was back until the last ticket was closed.
    let settling: Duration
    /// The most calls that it ever had at the same time, of the whole fleet.
    let mostCallsAtATime: Int
    /// When each ticket was closed, as the journal has it.
    let closings: [String]

    var description: String {
        // To the second: 2026-11-23T08:10:00
        let peak = Dictionary(grouping: closings) { $0.prefix(19) }.values.map(\.count).max() ?? 0
        return """
            ServiceNow gone for \(away.components.seconds) s, in which \(settlements) runs landed
              all \(closings.count) tickets closed within \(settling.components.seconds) s of its return, \(peak) in the busiest second
              at most \(mostCallsAtATime) calls at a time, each note once, Entra written once, nothing given up
            """
    }
}
