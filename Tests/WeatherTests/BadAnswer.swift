import Domain
import SimulatorKit
import Testing

/// What Graph does with the first calls that change a membership, instead of taking the change and saying so.
struct BadAnswer: Sendable, CustomTestStringConvertible {
    let name: String
    /// Of the first call, the second and so on.
    let acts: [JSONValue]
    /// Why the executor says that those calls failed.
    let reasons: [Reason]

    init(_ name: String, _ acts: [JSONValue], _ reasons: [Reason]) {
        self.name = name
        self.acts = acts
        self.reasons = reasons
    }

    var testDescription: String { name }

    static let all = connections + statuses + throttlings + sequences

    private static let connections = [
        BadAnswer("no reply, and nothing done", [["close": "before"]], [.graphReplyLost]),
        BadAnswer("no reply, and done", [["close": "after"]], [.graphReplyLost]),
    ]

    private static let statuses = [500, 502, 503, 504].flatMap { status in
        let reason: Reason = status == 503 ? .graphUnavailable : .graphReplyLost
        return [
            BadAnswer("\(status), and nothing done", [["status": .integer(status)]], [reason]),
            BadAnswer("\(status), and done", [["status": .integer(status), "after_effect": true]], [reason]),
        ]
    }

    private static let throttlings = [
        BadAnswer("429, and nothing done", [throttled], [.graphThrottled]),
        BadAnswer("429, and done", [throttledAndDone], [.graphThrottled]),
        BadAnswer("409", [["status": 409]], [.graphConflict]),
    ]

    /// What made the change is not the call before the one that shows it.
    private static let sequences = [
        BadAnswer(
            "no reply, and done; then 503, then 409", [["close": "after"], ["status": 503], ["status": 409]],
            [.graphReplyLost, .graphUnavailable, .graphConflict]),
        BadAnswer(
            "503, then 429, and done; then no reply", [["status": 503], throttledAndDone, ["close": "before"]],
            [.graphUnavailable, .graphThrottled, .graphReplyLost]),
    ]

    private static let throttled: JSONValue = ["status": 429, "headers": ["Retry-After": "0.3"]]
    private static let throttledAndDone: JSONValue = [
        "status": 429, "headers": ["Retry-After": "0.3"], "after_effect": true,
    ]

    // MARK: - Orders that meet them

    /// The order that meets this one.
    func order(_ action: MembershipAction) throws -> Order {
        let index = Self.all.firstIndex { $0.name == name } ?? 0
        return try Order(1 + index * 2 + (action == .add ? 0 : 1), action)
    }

    static func orders() throws -> [Order] {
        try all.flatMap { answer in try MembershipAction.allCases.map { try answer.order($0) } }
    }

    static func faults() throws -> [FaultRuleText] {
        try all.flatMap { answer in
            try MembershipAction.allCases.flatMap { action in
                let order = try answer.order(action)
                return answer.acts.enumerated().map { index, act in FaultRuleText.write(order, nth: index + 1, act) }
            }
        }
    }
}
