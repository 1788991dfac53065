import Domain
import Foundation
import OrderedCollections
import SimulatorKit
import TestSupport
import Testing

@testable import EntraSimulator
@testable import Landfall

/// Whole searches, against the simulators of both sides.
@Suite("A search for gaps")
struct GapSearchTests {
    private typealias Ticket = GapWorld.Ticket

    private static func many(_ count: Int) -> [GapWorld.Ticket] {
        (1...count).map { Ticket(number: $0, person: ($0 - 1) % 40 + 1) }
    }

    private static func problem(_ body: () async throws -> Void) async throws -> String {
        let problem = await #expect(throws: GapProblem.self) { try await body() }
        return try #require(problem).description
    }

    @Test("It finds what isn't there, never moved, outlived its end, or can't be told; and writes nothing")
    func everything() async throws {
        let tickets = [
            Ticket(number: 1, person: 1), Ticket(number: 2, person: 2),
            Ticket(number: 3, person: 3, state: "1"), Ticket(number: 4, person: 4, state: "1", approvedDaysAgo: 1),
            Ticket(number: 5, person: 2, item: GapSamples.timedItem, end: "2026-11-20 10:00:00"),
            Ticket(number: 6, person: 6, item: GapSamples.timedItem, end: "2026-11-20 10:00:00"),
            Ticket(number: 7, person: 7, item: GapSamples.timedItem, end: "2026-11-20 10:00:00", closedDaysAgo: 30),
            Ticket(number: 8, person: 7, item: GapSamples.timedItem, end: "2026-12-20 10:00:00"),
            Ticket(number: 9, person: 9, entitlements: "SAP"), Ticket(number: 10, person: 10, entitlements: "GONE"),
            Ticket(number: 11, person: 77), Ticket(number: 12, person: 12, entitlements: nil),
            Ticket(number: 13, person: 13, state: "4"), Ticket(number: 14, person: 14, state: "2"),
            Ticket(number: 15, person: 15, approval: "requested"),
            Ticket(number: 16, person: 16, closedDaysAgo: 100),
            Ticket(number: 17, person: 99, closedDaysAgo: 4),
        ]
        try await GapWorld.with(tickets, members: [2, 6, 7, 15]) { (world) async throws in
            let (report, _) = try await world.search()
            #expect(
                report.findings.map(GapWorld.text) == [
                    "missing 1001", "stalled 1003", "outlived 1006", "unclear 1009 entitlement_unknown",
                    "unclear 1010 group_missing", "unclear 1011 person_unreadable", "unclear 1012 variables_unreadable",
                ])
            #expect(report.verdict == .gaps)
            #expect(report.tickets == 16)
            #expect(report.hidden == 0)
            #expect(world.writes == 0)
            let posts = world.graphCalls.filter { !$0.hasPrefix("GET ") }
            #expect(
                posts.allSatisfy { $0 == "POST /v1.0/$batch" || $0 == "POST /\(GapWorld.tenant)/oauth2/v2.0/token" })
            #expect(world.serviceNowCalls.allSatisfy { $0.hasPrefix("GET ") || $0 == "POST /oauth_token.do" })
        }
    }

    @Test("Where all is as it should be it says so")
    func clean() async throws {
        try await GapWorld.with(Self.many(3), members: [1, 2, 3]) { (world) async throws in
            let (report, _) = try await world.search()
            #expect(report.findings.isEmpty)
            #expect(report.verdict == .noGap)
            #expect(!world.pauses.value.contains(GapSearch.secondLook), "nothing is looked at twice")
        }
    }

    @Test("What looks missing is read again before it is called so")
    func secondLook() async throws {
        try await GapWorld.with(Self.many(1)) { (world) async throws in
            let (report, _) = try await world.search(pause: { duration in
                // A replica that lagged behind has caught up meanwhile.
                if duration == GapSearch.secondLook { try world.change(1, isMember: true) }
            })
            #expect(report.findings.isEmpty)
        }
    }

    @Test("A ticket of a removal item takes away what it names")
    func removal() async throws {
        let removal = Ticket(number: 2, item: GapSamples.removalItem, closedDaysAgo: 5)
        try await GapWorld.with([Ticket(number: 1), removal]) { (world) async throws in
            #expect(try await world.findings() == ["missing 1001"])
            #expect(try await world.findings { $0.removalItems = [GapSamples.removalItem] }.isEmpty)
            let text = try await Self.problem {
                _ = try await world.search { $0.removalItems = [GapSamples.catalogItem] }
            }
            #expect(text.contains("is an item of the policy"))
        }
    }

    @Test("Pages that access rules make short or empty end nothing, and what they hide is told")
    func accessRules() async throws {
        // Everything on the first two pages but one, and something on the last.
        let hidden = (Array(2...220) + [250]).map { Ticket(number: $0).id }
        let rule: JSONObject = [
            "table": "sc_req_item", "operation": "read", "when": .string("sys_idIN\(hidden.joined(separator: ","))"),
            "unless_role": "admin",
        ]
        try await GapWorld.with(Self.many(250), rules: ["acl": [.object(rule)]]) { (world) async throws in
            let (report, _) = try await world.search()
            #expect(report.tickets == 30)
            #expect(report.hidden == 220)
            #expect(report.notes.contains { $0.contains("220 tickets may not be read") })
        }
    }

    @Test("Variables that access rules hide are a doubt, not an empty form")
    func hiddenVariables() async throws {
        let rule: JSONObject = ["table": "sc_item_option_mtom", "operation": "read", "unless_role": "admin"]
        try await GapWorld.with(Self.many(2), rules: ["acl": [.object(rule)]]) { (world) async throws in
            #expect(
                try await world.findings()
                    == ["unclear 1001 variables_unreadable", "unclear 1002 variables_unreadable"])
        }
    }

    @Test("Fields of people that may not be read are a doubt; an address will do for a principal name")
    func people() async throws {
        try await GapWorld.with([Ticket(number: 1, person: 99)], members: [2]) { (world) async throws in
            #expect(try await world.findings().isEmpty)
        }
        // As a person comes whose fields may not be read.
        try await GapWorld.with([Ticket(number: 1, person: 98)]) { (world) async throws in
            #expect(try await world.findings() == ["unclear 1001 person_unreadable"])
        }
    }

    @Test("Closed tickets in states that nobody named are told")
    func states() async throws {
        try await GapWorld.with([Ticket(number: 1, state: "10")], members: [1]) { (world) async throws in
            let (report, _) = try await world.search()
            #expect(report.verdict == .unclear)
            #expect(report.notes.contains { $0.contains("10 (1)") })
            let named = try await world.search { $0.states.closedComplete = ["3", "10"] }.report
            #expect(named.verdict == .noGap)
        }
    }

    // MARK: - Limits and failures

    @Test("Both sides' throttling is waited for as long as they ask")
    func throttled() async throws {
        try await GapWorld.with(Self.many(30), members: Array(1...40)) { (world) async throws in
            try world.serviceNow.environment.faults.replaceRules([
                [
                    "match": ["path": "^/api/now/table/sc_item"], "nth": 1,
                    "act": ["status": 429, "headers": ["Retry-After": "1700"]],
                ]
            ])
            try world.entra.environment.faults.replaceRules([
                [
                    "match": ["path": "^/v1\\.0/users/person7@"], "nth": 1,
                    "act": ["status": 429, "headers": ["Retry-After": "21.5"]],
                ],
                [
                    "match": ["path": "^/v1\\.0/groups/.*/members"], "nth": [3, 9],
                    "act": ["status": 429, "headers": ["Retry-After": "33"]],
                ],
            ])
            let (report, _) = try await world.search()
            #expect(report.findings.isEmpty)
            let waits = world.pauses.value
            #expect(waits.contains(.seconds(1700)))
            #expect(waits.contains { $0 >= .seconds(21.5) && $0 < .seconds(22) })
            #expect(waits.count { $0 == .seconds(33) } == 1, "two in one batch are waited for once")
            #expect(world.said.value.contains { $0.contains("ServiceNow asked to wait. Going on in 28 min.") })
            let again = world.graphCalls.count { $0.contains("/members") }
            #expect(again == 32, "only what was throttled is asked again")
        }
    }

    @Test("The quota of Graph is taken at the given pace")
    func pace() async throws {
        try await GapWorld.with(Self.many(40), members: Array(1...40)) { (world) async throws in
            let (report, _) = try await world.search { $0.graphRate = 10 }
            // 40 people at 1, 40 memberships at 2.
            #expect(report.calls.resourceUnits == 120)
            #expect(report.calls.graph == 4)
            // All but the last call's share.
            #expect(report.took == .seconds(8))
        }
    }

    @Test("Lost replies, pages of a sleeping instance, outages and a refused token are gone through")
    func mishaps() async throws {
        try await GapWorld.with(Self.many(5), members: [1, 2, 3, 4, 5]) { (world) async throws in
            let table = "^/api/now/table/"
            try world.serviceNow.environment.faults.replaceRules([
                ["match": ["path": .string(table)], "nth": 1, "act": ["close": "after"]],
                ["match": ["path": .string(table)], "nth": 2, "act": ["status": 200]],
                ["match": ["path": .string(table)], "nth": 3, "act": ["status": 503]],
                ["match": ["path": .string(table)], "nth": [4, 5], "act": ["status": 401]],
                ["match": ["path": .string(table)], "nth": 7, "act": ["status": 202]],
            ])
            try world.entra.environment.faults.replaceRules([
                ["match": ["path": "batch"], "nth": 1, "act": ["status": 503]],
                ["match": ["path": "batch"], "nth": 2, "act": ["close": "before"]],
                ["match": ["path": "/members"], "nth": 1, "act": ["status": 500]],
            ])
            #expect(try await world.findings().isEmpty)
        }
    }

    @Test("A search that broke off goes on where it stopped, and reads nothing twice")
    func resumed() async throws {
        let file = try TemporaryFile("")
        try await GapWorld.with(Self.many(250), members: Array(2...40)) { (world) async throws in
            try world.serviceNow.environment.faults.replaceRules([
                ["match": ["path": "^/api/now/table/sc_item_option_mtom"], "nth": 5, "act": ["status": 403]]
            ])
            let text = try await Self.problem {
                _ = try await world.search { $0.resumePath = file.path }
            }
            #expect(text.hasPrefix("reading the variables in sc_item_option_mtom: "))
            try world.serviceNow.environment.faults.replaceRules([])
            let before = world.serviceNowCalls.count { $0.hasSuffix("mtom") }
            let (report, resume) = try await world.search { $0.resumePath = file.path }
            #expect(report.reused == 100 || report.reused == 200)
            #expect(report.tickets == 250)
            // Person 1 has seven tickets: the last one that was closed counts, by its number where the days are alike.
            #expect(report.findings.map(GapWorld.text) == ["missing 1241"])
            let calls = world.serviceNowCalls.count { $0.hasSuffix("mtom") } - before
            #expect(calls == (250 - report.reused) / 50)
            #expect(world.said.value.contains { $0.hasPrefix("Going on with the search of 2026-11-27") })
            try resume?.finish()
        }
        try await GapWorld.with(Self.many(2), members: [1, 2]) { (world) async throws in
            let again = try await world.search { $0.resumePath = file.path }.report
            #expect(again.reused == 0, "the other one has come to its end")
            #expect(again.tickets == 2)
        }
    }

    @Test("A ticket that changed since the search broke off is read anew")
    func changed() async throws {
        let file = try TemporaryFile("")
        try await GapWorld.with(Self.many(3), members: [1, 2, 3]) { (world) async throws in
            // Not finished: as if it had broken off at its end.
            #expect(try await world.search { $0.resumePath = file.path }.report.findings.isEmpty)
            try world.change(to: [
                Ticket(number: 1, entitlements: "GONE", modificationCount: 4), Ticket(number: 2, person: 2),
            ])
            let report = try await world.search { $0.resumePath = file.path }.report
            #expect(report.reused == 1)
            #expect(report.tickets == 2, "one is gone meanwhile")
            #expect(report.findings.map(GapWorld.text) == ["unclear 1001 group_missing"])
        }
    }

    // MARK: - What is missing is named

    @Test("An app without its permissions is told which ones, before anything is read")
    func noPermission() async throws {
        try await GapWorld.with(Self.many(1), roles: ["User.Read.All"]) { (world) async throws in
            let text = try await Self.problem { _ = try await world.search() }
            #expect(
                text
                    == "the app lacks GroupMember.Read.All: give it the application permissions User.Read.All and "
                    + "GroupMember.Read.All in Entra, and grant admin consent")
            #expect(world.serviceNowCalls.isEmpty)
        }
    }

    @Test("Refused credentials are told after a few tries, in words that say where to look")
    func refused() async throws {
        try await GapWorld.with(Self.many(1)) { (world) async throws in
            try world.serviceNow.environment.faults.replaceRules([
                ["match": ["path": "^/oauth_token.do$"], "nth": "every", "act": ["status": 401]]
            ])
            let text = try await Self.problem { _ = try await world.search() }
            #expect(text.contains("look at LANDFALL_SERVICENOW_CLIENT_ID and its secret"))
            #expect(!text.contains(GapWorld.secret))
            #expect(world.serviceNowCalls.count == 3)
            try world.serviceNow.environment.faults.replaceRules([])
            try world.entra.environment.faults.replaceRules([
                [
                    "match": ["path": "/token$"], "nth": "every",
                    "act": ["status": 401, "body": ["error": "invalid_client", "error_codes": [7_000_215]]],
                ]
            ])
            let entra = try await Self.problem { _ = try await world.search() }
            #expect(entra.contains("AADSTS7000215"))
            #expect(entra.contains("LANDFALL_CLIENT_ID"))
        }
    }

    @Test("A table that may not be read is named, at once")
    func forbidden() async throws {
        let rule: JSONObject = ["table": "sc_req_item", "operation": "read", "unless_role": "admin", "refuses": true]
        try await GapWorld.with(Self.many(1), rules: ["acl": [.object(rule)]]) { (world) async throws in
            let text = try await Self.problem { _ = try await world.search() }
            #expect(text.hasPrefix("reading sc_req_item: it answered 403"))
            #expect(text.hasSuffix("Give the OAuth client's user the right to read that table and its fields."))
            #expect(world.pauses.value.isEmpty)
        }
    }

    @Test("An outage that lasts ends the search, which says how to go on")
    func outage() async throws {
        try await GapWorld.with(Self.many(1)) { (world) async throws in
            try world.entra.environment.faults.replaceRules([
                ["match": ["path": "/members|/users|batch"], "nth": "every", "act": ["status": 503]]
            ])
            let text = try await Self.problem { _ = try await world.search() }
            #expect(text.contains("with --resume FILE it goes on where it stopped"))
            #expect(world.pauses.value.count == 8)
        }
    }
}
