import Domain
import Foundation

/// What a search has found, and how it went.
struct GapReport: Sendable {
    /// How a search ended, as the exit status tells it.
    enum Verdict: Int32, Sendable {
        case noGap = 0
        case gaps = 1
        /// No gap was found, but not everything could be judged.
        case unclear = 3
    }

    var since: Date
    var madeAt: Date
    /// The address of the ServiceNow instance.
    var instance: String
    var tenant: String
    /// The SHA-256 of the policy file.
    var policyVersion: String
    var findings: [GapFinding]
    /// How many tickets were looked at.
    var tickets: Int
    /// Of these, how many were closed as complete, and how many are approved and wait.
    var fulfilled: Int
    var waiting: Int
    /// How many tickets access rules hide.
    var hidden: Int
    /// How many had been read by an earlier search.
    var reused: Int
    /// What else keeps the search from saying that all is well.
    var notes: [String]
    var calls: CallTally.Counts
    var took: Duration

    func count(of kind: GapFinding.Kind) -> Int { findings.count { $0.kind == kind } }

    var gaps: Int { findings.count { $0.kind.isGap } }
    var unclear: Int { count(of: .unclear) }

    var verdict: Verdict {
        if gaps > 0 { return .gaps }
        return unclear > 0 || !notes.isEmpty ? .unclear : .noGap
    }

    /// The findings of each kind, of the kinds that there are.
    var sections: [(kind: GapFinding.Kind, findings: [GapFinding])] {
        GapFinding.Kind.allCases.compactMap { kind in
            let findings = findings.filter { $0.kind == kind }
            return findings.isEmpty ? nil : (kind, findings)
        }
    }

    /// The outcome in one line.
    var headline: String {
        let what = gaps == 0 ? "No gap found" : Count.text(gaps, "gap")
        let rest = unclear == 0 ? "" : "; \(Count.text(unclear, "finding")) in doubt"
        return "\(what) since \(Day.text(of: since))\(rest)."
    }

    /// What was looked at, and at what price.
    var effort: String {
        "\(Count.text(tickets, "ticket")) looked at: \(Count.text(fulfilled)) closed complete, "
            + "\(Count.text(waiting)) approved and waiting. "
            + "\(Count.text(calls.serviceNow, "call")) to ServiceNow, \(Count.text(calls.graph)) to Graph "
            + "(\(Count.text(calls.resourceUnits)) resource units), in \(Length.text(of: took))."
            + (reused == 0 ? "" : " \(Count.text(reused, "ticket")) had been read before.")
    }

    init(
        _ reading: GapReading, _ findings: [GapFinding], scope: GapScope, madeAt: Date, calls: CallTally.Counts,
        took: Duration
    ) {
        self.since = scope.since
        self.madeAt = madeAt
        self.instance = scope.binding.instance
        self.tenant = scope.binding.tenant
        self.policyVersion = scope.binding.policy
        self.findings = findings
        self.tickets = reading.listed
        self.fulfilled = reading.tickets.count { $0.standing.isFulfilled }
        self.waiting = reading.tickets.count { $0.standing.isWaiting }
        self.hidden = reading.hidden
        self.reused = reading.reused
        self.notes = Self.notes(reading)
        self.calls = calls
        self.took = took
    }

    private static func notes(_ reading: GapReading) -> [String] {
        var notes: [String] = []
        if reading.hidden > 0 {
            let count = Count.text(reading.hidden, "ticket")
            notes.append(
                "\(count) may not be read: ServiceNow counts them, and access rules hide them. Give the OAuth client's "
                    + "user the right to read sc_req_item.")
        }
        if !reading.otherStates.isEmpty {
            let states = reading.otherStates.sorted { $0.key < $1.key }.prefix(8).map { "\($0.key) (\($0.value))" }
            notes.append(
                "Closed tickets are in states that are not looked at: \(states.joined(separator: ", ")). Where one of "
                    + "them means that the request was fulfilled, name it with --closed-complete.")
        }
        return notes
    }
}
