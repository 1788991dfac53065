import OrderedCollections
import SimulatorKit
import Testing

/// What befalls every call, whoever makes it and whatever it is for.
enum Trouble: Int, CaseIterable, Sendable, CustomTestStringConvertible {
    case sleeps, drops, isCut, isOut, isUnreachable, refusesTokens

    var testDescription: String { "\(self)" }

    var ticket: WeatherTicket { WeatherTicket(401 + rawValue) }

    var fault: JSONValue {
        let (path, act): (JSONValue, JSONValue) =
            switch self {
            case .sleeps: (".", ["status": 200])
            case .drops: ("^/api/now/table/", ["status": 202])
            case .isCut:
                (
                    "^/api/now/table/",
                    [
                        "status": 200,
                        "body": [
                            "result": [],
                            "error": [
                                "message": "Transaction cancelled: maximum execution time exceeded", "detail": .null,
                            ],
                            "status": "failure",
                        ],
                    ]
                )
            case .isOut: (".", ["status": 503])
            case .isUnreachable: (".", ["close": "before"])
            case .refusesTokens: ("^/oauth_token.do$", ["status": 401])
            }
        return ["match": ["path": path], "nth": "every", "act": act]
    }
}

/// The tickets that meet with such things, one each.
enum TroubledTickets {
    static let limited = WeatherTicket(411)
    static let lateStart = WeatherTicket(412)
    static let lateClosing = WeatherTicket(413)
    static let lateIncident = WeatherTicket(414, .reverts)
    static let lostIncident = WeatherTicket(415, .reverts)
    /// Those whose incident is opened with no answer, and what happens to that call.
    static let incidents: [(WeatherTicket, JSONValue)] = [
        (lostIncident, ["close": "after"]), (lateIncident, ["delay_ms": 3000]),
    ]
    static let all =
        Trouble.allCases.map(\.ticket) + [limited, lateStart, lateClosing, lateIncident, lostIncident]
}
