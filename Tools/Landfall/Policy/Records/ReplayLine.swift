import Domain

/// What a replay says of one request.
struct ReplayLine: Encodable {
    var ritm: RITMNumber
    /// `same`, `now_planned`, `now_blocked`, `other_reason`, `other_plan` or `unknown`.
    var verdict: String
    /// In words; empty for the same.
    var text: String
    var differences: [Replay.Difference]

    init(_ ritm: RITMNumber, _ verdict: Replay.Verdict) {
        self.ritm = ritm
        var differences: [Replay.Difference] = []
        switch verdict {
        case .same: (self.verdict, text) = ("same", "")
        case .nowPlanned(let was, let plan):
            let words = plan.map { "\($0.name) \($0.value)" }.joined(separator: "; ")
            (self.verdict, text) = ("now_planned", "would be planned; it was blocked, \(was). The plan: \(words)")
        case .nowBlocked(let reason):
            (self.verdict, text) = ("now_blocked", "would be blocked; it was planned. \(reason)")
        case .otherReason(let was, let now):
            (self.verdict, text) = ("other_reason", "would be blocked for another reason than \(was): \(now)")
        case .otherPlan(let found):
            differences = found
            (self.verdict, text) = ("other_plan", "would be planned otherwise")
        case .unknown(let why): (self.verdict, text) = ("unknown", "can't be told: \(why)")
        }
        self.differences = differences
    }

    var lines: [String] {
        guard !text.isEmpty else { return [] }
        return WrappedText.lines("\(ritm) \(text)", indentation: 0, hanging: 4)
            + differences.flatMap { WrappedText.lines("\($0.what): was \($0.was), would be \($0.now)") }
    }
}

/// How many requests got which verdict.
struct ReplayTally {
    private var counts: [String: Int] = [:]
    private var total = 0

    mutating func add(_ verdict: Replay.Verdict) {
        total += 1
        counts[verdict.name, default: 0] += 1
    }

    var text: String {
        let parts = Replay.Verdict.names.compactMap { name in counts[name].map { "\(Count.text($0)) \(name)" } }
        return total == 0
            ? "No request was decided since." : "\(Count.text(total, "request")): \(parts.joined(separator: ", "))"
    }
}

extension Replay.Verdict {
    fileprivate static let names = [
        "the same", "would be planned", "would be blocked", "blocked for another reason", "planned otherwise",
        "can't be told",
    ]

    fileprivate var name: String {
        switch self {
        case .same: Self.names[0]
        case .nowPlanned: Self.names[1]
        case .nowBlocked: Self.names[2]
        case .otherReason: Self.names[3]
        case .otherPlan: Self.names[4]
        case .unknown: Self.names[5]
        }
    }
}
