import OrderedCollections
import SimulatorKit
import Testing

/// How ServiceNow answers a call for a ticket, instead of doing what it was asked and saying so.
struct BadAnswer: Sendable, CustomTestStringConvertible {
    let name: String
    let act: JSONValue
    /// Nil: it is no different for reads.
    var method: String?

    init(_ name: String, _ act: JSONValue, only method: String? = nil) {
        self.name = name
        self.act = act
        self.method = method
    }

    var testDescription: String { name }

    static let all =
        turnedAway + [
            BadAnswer("cut at 60 s, nothing done", ["status": 500]),
            BadAnswer("cut at 60 s, and done", ["status": 500, "after_effect": true], only: "PATCH"),
            BadAnswer("an error inside a 200, nothing done", errorInside(isDone: false)),
            BadAnswer("an error inside a 200, and done", errorInside(isDone: true), only: "PATCH"),
            BadAnswer("JSON that is cut off, and done", cutOff, only: "PATCH"),
            BadAnswer("no reply, nothing done", ["close": "before"]),
            BadAnswer("no reply, and done", ["close": "after"], only: "PATCH"),
        ]

    private static let turnedAway = [
        BadAnswer("202: the session's queue is full, and the call dropped", ["status": 202]),
        BadAnswer("429 of the semaphore, without a header", ["status": 429]),
        BadAnswer(
            "429 of an hourly rule, with its headers",
            [
                "status": 429,
                "headers": [
                    "Retry-After": "1", "X-RateLimit-Limit": "100", "X-RateLimit-Reset": "1795424400",
                    "X-RateLimit-Rule": "e9000000000000000000000000000001",
                ],
            ]),
        BadAnswer("a 401 that passes", ["status": 401]),
        BadAnswer("the page of an instance that sleeps, with 200", ["status": 200]),
        BadAnswer("503", ["status": 503]),
    ]

    private static func errorInside(isDone: Bool) -> JSONValue {
        [
            "status": 200, "after_effect": .bool(isDone), "headers": ["Content-Type": "application/json;charset=UTF-8"],
            "body": .string(
                #"{"result":[{"sys_id":"","error":{"message":"Transaction cancelled: maximum execution time exceeded","#
                    + #""detail":null},"status":"failure"}"#),
        ]
    }

    private static let cutOff: JSONValue = [
        "status": 200, "after_effect": true, "headers": ["Content-Type": "application/json;charset=UTF-8"],
        "body": .string(#"{"result":{"sys_id":"c0"#),
    ]

    // MARK: - Tickets that meet them

    /// Which call for a ticket meets it.
    enum Call: CaseIterable, Sendable, CustomTestStringConvertible {
        /// The write by which it is in progress.
        case start
        /// The write that closes it.
        case closing
        /// Every other read.
        case reads

        var testDescription: String { "\(self)" }
        var method: String { self == .reads ? "GET" : "PATCH" }

        var nth: JSONValue {
            switch self {
            case .start: 1
            case .closing: 2
            case .reads: [1, 3, 5, 7, 9]
            }
        }
    }

    static let cases = all.flatMap { answer in
        Call.allCases.filter { answer.method == nil || answer.method == $0.method }.map { (answer, $0) }
    }

    /// The ticket that meets this one.
    func ticket(_ call: Call) -> WeatherTicket {
        let index = Self.all.firstIndex { $0.name == name } ?? 0
        return WeatherTicket(1 + index * Call.allCases.count + (Call.allCases.firstIndex(of: call) ?? 0))
    }

    static let tickets = cases.map { $0.0.ticket($0.1) }
    static let faults: [JSONValue] = cases.map { answer, call in
        [
            "match": ["method": .string(call.method), "path": .string(answer.ticket(call).path)], "nth": call.nth,
            "act": answer.act,
        ]
    }
}
