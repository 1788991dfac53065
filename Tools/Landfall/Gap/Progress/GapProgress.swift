import Foundation

/// How far a search is. Pure.
struct GapProgress {
    var done: Int
    /// Of these, what had been read before.
    var reused: Int
    /// How many ServiceNow counts; nil when it doesn't say.
    var expected: Int?
    var calls: CallTally.Counts
    var elapsed: Duration

    var text: String {
        let tickets =
            expected.map { "\(Count.text(done)) of \(Count.text(max($0, done))) tickets" } ?? Count.text(done, "ticket")
        let parts = [tickets, "\(Count.text(calls.serviceNow)) + \(Count.text(calls.graph)) calls", remaining]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    /// From the pace so far; nil as long as there is none.
    private var remaining: String? {
        guard let expected, expected > done, done > reused else { return nil }
        let each = elapsed / (done - reused)
        return "about \(Length.text(of: each * (expected - done))) left"
    }
}
