import OrderedCollections
import SimulatorKit

/// The tickets of which an instance's access and business rules speak, one each, and those rules.
enum HardRules {
    static let dropped = WeatherTicket(301)
    static let refused = WeatherTicket(302)
    static let unreadJournal = WeatherTicket(303)
    static let unreadNote = WeatherTicket(304, .blocked)
    static let hidden = WeatherTicket(305)
    static let blankApprover = WeatherTicket(306, hasApprover: false)
    static let strangeID = WeatherTicket(307, sysID: "glean_Ritm-7.x")
    static let reverted = WeatherTicket(308, .reverts)
    static let blocked = WeatherTicket(309, .blocked)
    static let tickets = [
        dropped, refused, unreadJournal, unreadNote, hidden, blankApprover, strangeID, reverted, blocked,
    ]

    static let rules: JSONObject = [
        "acl": [
            ["table": "sc_req_item", "operation": "write", "fields": ["state"], "when": when(dropped)],
            ["table": "sc_req_item", "operation": "read", "fields": ["work_notes"], "when": when(unreadJournal)],
            ["table": "sc_req_item", "operation": "read", "fields": ["work_notes"], "when": when(unreadNote)],
            ["table": "sc_req_item", "operation": "read", "when": when(hidden, "^state=2")],
            [
                "table": "sc_req_item", "operation": "read",
                "when": .string("requested_for=\(SimulatedServiceNow.hiddenPerson)"),
            ],
            // Who asks the table itself gets 200 and nothing.
            ["table": "sys_journal_field", "operation": "read"],
        ],
        "abort": [
            [
                "table": "sc_req_item", "name": "Only people close these", "sys_id": "e9",
                "when": when(refused, "^state=3"),
            ]
        ],
        "task_closer_rewrites_incomplete": true,
    ]

    static let faults: [JSONValue] = [unreadJournal, unreadNote].map { ticket in
        ["match": ["method": "PATCH", "path": .string(ticket.path)], "nth": 1, "act": ["close": "after"]]
    }

    private static func when(_ ticket: WeatherTicket, _ more: String = "") -> JSONValue {
        .string("sys_id=\(ticket.sysID)\(more)")
    }
}
