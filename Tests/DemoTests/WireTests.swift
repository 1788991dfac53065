import Foundation
import Testing

@testable import Demo

@Suite struct WireTests {
    @Test func `a journal entry mentions every text in it, however deep`() throws {
        let json = """
            {"seq": 3, "at": "2026-11-23T09:00:00Z", "request_id": null, "effect": "member.added", "group_id": "g1",
             "member_id": "u1", "changes": [{"was": ["x"], "is": {"id": "y"}}], "ok": true}
            """
        let entry = try JSONDecoder().decode(JournalEntry.self, from: Data(json.utf8))
        #expect(entry.effect == "member.added")
        #expect(entry.mentions.isSuperset(of: ["g1", "u1", "x", "y"]))
    }

    @Test func `a fault rule has the simulators' own names`() throws {
        let rule = FaultRule(
            match: .init(method: "POST", path: "^/x$"), nth: .numbers([1]),
            act: .init(delay: 20_000, isAfterEffect: true))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(
            String(decoding: try encoder.encode(rule), as: UTF8.self)
                == #"{"act":{"after_effect":true,"delay_ms":20000},"match":{"method":"POST","path":"^/x$"},"nth":[1]}"#)
    }

    @Test(arguments: [
        (["A"], #"{"entitlement":"A"}"#), (["A", "B"], #"{"entitlements":["A","B"]}"#),
    ])
    func `one entitlement answers the one question, several the other`(names: [String], json: String) throws {
        let order = Order.access(to: names, for: "p")
        #expect(String(decoding: try JSONEncoder().encode(order.variables), as: UTF8.self) == json)
    }

    @Test func `an event says which process stated it`() throws {
        let json = """
            {"id": "x", "type": "run.started", "version": 1, "ritm": "RITM0010001", "at": "2026-11-23T09:00:00Z",
             "by": {"service": "executor", "instance": "host:1:4711"}, "data": {}}
            """
        let event = try JSONDecoder().decode(StatedEvent.self, from: Data(json.utf8))
        #expect(event.ritm == "RITM0010001")
        #expect(event.by.process == 4711)
        #expect(StatedEvent.Origin(instance: "host").process == nil)
    }

    @Test func `the first setting that is missing is named`() throws {
        var environment = [
            "LANDFALL_ENTRA_PORT": "9401", "LANDFALL_SERVICENOW_PORT": "9402", "LANDFALL_TEAMS_PORT": "9403",
            "LANDFALL_TENANT_ID": "t",
            "LANDFALL_MANAGEMENT_PORT": "15682", "LANDFALL_APPROVER_URL": "http://127.0.0.1:8403",
            "LANDFALL_CLIENT_ID": "c", "LANDFALL_CLIENT_SECRET_FILE": "/s",
            "LANDFALL_SERVICENOW_CLIENT_ID": "n",
            "LANDFALL_SERVICENOW_CLIENT_SECRET_FILE": "/n",
        ]
        #expect(try DemoSettings(environment: environment).entraURL == "http://127.0.0.1:9401")
        environment["LANDFALL_TENANT_ID"] = ""
        let failure = #expect(throws: DemoFailure.self) { try DemoSettings(environment: environment) }
        #expect(failure?.description.hasPrefix("LANDFALL_TENANT_ID is not set") == true)
    }
}
