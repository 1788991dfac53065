import Domain
import Foundation
import TestSupport
import Testing

@testable import Fleet

@Suite("What makes no sense in a policy")
struct PolicyProblemTests {
    /// The example that uses every key.
    static func example() throws -> String {
        let path = try TestEnvironment.value("LANDFALL_TEST_SCRIPTS") + "/../docs/examples/policy.yaml"
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    static func problems(_ text: String) -> [PolicyProblem] {
        do throws(PolicyFileError) {
            _ = try PolicyFile(data: Data(text.utf8))
            return []
        } catch {
            return error.problems
        }
    }

    private static let finance = "catalog_items[0]"
    private static let post = "catalog_items[0].entitlements[1]"
    private static let release = "catalog_items[0].entitlements[2]"
    private static let team = "catalog_items[1]"

    /// What is written instead of what, and the problems that it makes: the path, and how the message begins.
    static let slips: [(String, String, [(String, String)])] = [
        ("version: 1\n", "version: 2\n", [("version", "this version of Landfall reads version 1")]),
        ("identity: user_name", "identity: upn", [("identity", "“upn” must be one of user_name, mail, employee_id")]),
        // Calendars and time
        (
            "time_zone: Europe/Berlin\n    days", "time_zone: CET\n    days",
            [("calendars[0].time_zone", "“CET” must be the IANA name")]
        ),
        ("days: [monday, tuesday, wednesday, thursday, friday]", "days: []", [("calendars[0].days", "there is none")]),
        ("thursday, friday]", "thursday, Friday]", [("calendars[0].days[4]", "“Friday” must be one of monday")]),
        ("thursday, friday]", "thursday, monday]", [("calendars[0].days[4]", "monday is there more than once")]),
        ("to: \"18:00\"", "to: \"08:00\"", [("calendars[0].to", "must be after from")]),
        ("to: \"18:00\"", "to: \"8:00\"", [("calendars[0].to", "“8:00” must be a time")]),
        (
            "2026-12-25, 2027-01-01", "2026-12-25, 2026-12-25",
            [("calendars[0].holidays[1]", "2026-12-25 is there more")]
        ),
        (
            "2026-12-25, 2027-01-01", "2026-12-25, 2027-02-29",
            [("calendars[0].holidays[1]", "“2027-02-29” must be a date")]
        ),
        (
            "calendar: office", "calendar: offices",
            [("approval_timing.calendar", "“offices” is not one of the policy's calendars: there are office")]
        ),
        (
            "remind_after_hours: 8", "remind_after_hours: 50",
            [("approval_timing.remind_after_hours", "50 is not before")]
        ),
        (
            "  escalate_after_hours: 20\n  expire_after_hours: 50", "  expire_after_hours: 48",
            [("approval_timing.escalate_after_hours", "48, the default, is not before")]
        ),
        (
            "remind_after_hours: 8", "remind_after_hours: 0",
            [("approval_timing.remind_after_hours", "must be from 1 to 8760")]
        ),
        (
            "remind_after_hours: 8", "remind_after_hours: 8h",
            [("approval_timing.remind_after_hours", "“8h” must be a whole number")]
        ),
        // Items
        (
            "sys_id: c1000000000000000000000000000102", "sys_id: c1000000000000000000000000000101",
            [("\(team).sys_id", "c1000000000000000000000000000101 is there more")]
        ),
        (
            "[entitlement, more_entitlements]", "[entitlement, entitlement]",
            [("\(finance).entitlement_variables[1]", "entitlement is there more")]
        ),
        (
            "end_variable: access_until", "end_variable: entitlement",
            [("\(finance).end_variable", "entitlement names entitlements already")]
        ),
        ("maximum_days: 90", "maximum_days: 36501", [("\(finance).maximum_days", "must be from 1 to 36500")]),
        (
            "entitlement_variables: [team]", "entitlement_variables: [team]\n    maximum_days: 9",
            [("\(team).maximum_days", "limits an end, but no end_variable")]
        ),
        (
            "      who: [self, manager]\n      members_of: [b1000000-0000-4000-8000-000000000201]", "      who: []",
            [("\(finance).requesters", "lets nobody ask")]
        ),
        ("who: [self, manager]", "who: [self, self]", [("\(finance).requesters.who[1]", "self is there more")]),
        ("who: [self, manager]", "who: [anyone]", [("\(finance).requesters", "lets anyone ask, so that the rest")]),
        (
            "      variable: is_emergency", "      variable: more_entitlements",
            [("\(finance).emergency.variable", "more_entitlements names entitlements already")]
        ),
        (
            "      variable: is_emergency", "      variable: access_until",
            [("\(finance).emergency.variable", "access_until says when")]
        ),
        (
            "reason_variable: emergency_reason", "reason_variable: is_emergency",
            [("\(finance).emergency.reason_variable", "is_emergency says already")]
        ),
        ("        emergency:\n          hours: 8\n", "", []),
        (
            "entitlement_variables: [team]",
            "entitlement_variables: [team]\n    emergency: { variable: a, reason_variable: b }",
            [("\(team).emergency", "no entitlement of the item has emergency")]
        ),
        (
            "    emergency:\n      variable: is_emergency\n      reason_variable: emergency_reason\n", "",
            [("\(post).emergency", "the item has no emergency"), ("\(release).emergency", "the item has no emergency")]
        ),
        // What automations may ask for
        (
            "      entitlement_variable: entitlement\n", "      entitlement_variable: access_until\n",
            [("\(finance).intents.entitlement_variable", "access_until is none of")]
        ),
        (
            "      reason_variable: justification\n", "      reason_variable: more_entitlements\n",
            [("\(finance).intents.reason_variable", "more_entitlements says something else already")]
        ),
        (
            "      reason_variable: justification\n", "      reason_variable: \"\"\n",
            [("\(finance).intents.reason_variable", "is empty")]
        ),
        // Entitlements
        ("name: FIN-POST\n", "name: FIN-READ\n", [("\(post).name", "FIN-READ is there more")]),
        ("000000000102", "000000000101", [("\(post).group", "b1000000-0000-4000-8000-000000000101 is there more")]),
        ("name: FIN-POST\n", "name: \"FIN,POST\"\n", [("\(post).name", "has a comma")]),
        ("name: FIN-POST\n", "name: \" FIN-POST\"\n", [("\(post).name", "has white space at its ends")]),
        ("name: FIN-POST\n", "name:\n", [("\(post).name", "has no value")]),
        ("group_name: APP-FIN-POSTING", "group_name: \" \"", [("\(post).group_name", "is empty")]),
        (
            "group: b1000000-0000-4000-8000-000000000102", "group: APP-FIN-POSTING",
            [("\(post).group", "“APP-FIN-POSTING” must be an object id")]
        ),
        ("risk: privileged", "risk: highest", [("\(release).risk", "“highest” must be one of low, high, privileged")]),
        ("departments: [Finance, Controlling]", "departments: []", [("\(post).eligible.departments", "there is none")]),
        ("employee_types: [Employee]", "employee_types: [\"\"]", [("\(post).eligible.employee_types[0]", "is empty")]),
        (
            "guests: false\n        #", "guests: nobody\n        #",
            [("\(post).eligible.guests", "“nobody” must be true or false")]
        ),
        (
            "          guests: false\n        # Low", "          {}\n        # Low",
            [("catalog_items[1].entitlements[1].eligible", "says nothing")]
        ),
        ("maximum_days: 30", "maximum_days: 91", [("\(post).maximum_days", "never counts")]),
        (
            "        conflicts_with: [TEAM-WIKI]", "        conflicts_with: [TEAM-WIKI]\n        maximum_days: 3",
            [("catalog_items[1].entitlements[2].maximum_days", "limits an end, but the item has no end_variable")]
        ),
        ("          hours: 8\n", "          hours: 169\n", [("\(post).emergency.hours", "must be from 1 to 168")]),
        ("maximum_days: 30", "maximum_days: 1", []),
        (
            "from: \"20:00\"\n            to: \"04:00\"", "from: \"20:00\"\n            to: \"20:00\"",
            [("\(release).change_windows[0].to", "is the same as from")]
        ),
        ("from: \"20:00\"", "from: \"24:00\"", [("\(release).change_windows[0].from", "is the end of a day")]),
        // Conflicts
        (
            "conflicts_with: [FIN-RELEASE]", "conflicts_with: [FIN-RELEASES]",
            [("\(post).conflicts_with[0]", "“FIN-RELEASES” is no entitlement of this policy; is “FIN-RELEASE” meant?")]
        ),
        (
            "conflicts_with: [FIN-RELEASE]", "conflicts_with: [FIN-POST]",
            [("\(post).conflicts_with[0]", "FIN-POST can't conflict with itself")]
        ),
        (
            "conflicts_with: [FIN-RELEASE]", "conflicts_with: [FIN-RELEASE, FIN-RELEASE]",
            [("\(post).conflicts_with[1]", "FIN-RELEASE is there more")]
        ),
        (
            "risk: privileged", "risk: privileged\n        conflicts_with: [FIN-POST]",
            [
                (
                    "\(release).conflicts_with[0]",
                    "closes a circle, “FIN-POST” → “FIN-RELEASE” → “FIN-POST”; a conflict holds both ways, so each pair is named once: take “FIN-POST” out here"
                )
            ]
        ),
        ("risk: privileged", "risk: privileged\n        conflicts_with: [TEAM-LAB-ADMINS]", []),
        (
            "group_name: TEAM-WIKI\n        risk: low",
            "group_name: TEAM-WIKI\n        risk: low\n        conflicts_with: [TEAM-LAB]", []
        ),
        // Stages
        (
            "            approvers:\n              owner: true\n              people: [ben.okafor@contoso.example]",
            "            approvers:\n              people: [ben.okafor@contoso.example, Ben.Okafor@contoso.example]",
            [
                ("\(release).approval_stages[1].needed", "2 have to say yes, but approvers can't be more than 1"),
                ("\(release).approval_stages[1].approvers.people[1]", "ben.okafor@contoso.example is there more"),
            ]
        ),
        ("needed: 2", "needed: 0", [("\(release).approval_stages[1].needed", "must be from 1 to 100")]),
        ("name: Two of the owners", "name: Manager", [("\(release).approval_stages[1].name", "Manager is there more")]),
        (
            "escalate_to: { owner: true }", "escalate_to: { owner: false }",
            [("\(release).approval_stages[0].escalate_to", "names nobody")]
        ),
        (
            "escalate_to: { owner: true }", "escalate_to: {}",
            [("\(release).approval_stages[0].escalate_to", "names nobody")]
        ),
        (
            "approvers: { manager: true }", "approvers: { manager: false }",
            [("\(release).approval_stages[0].approvers", "names nobody")]
        ),
        (
            "people: [ben.okafor@contoso.example]", "people: [ben]",
            [("\(release).approval_stages[1].approvers.people[0]", "“ben” must be a user principal name")]
        ),
        (
            "          group: b1000000-0000-4000-8000-000000000203\n", "",
            [("catalog_items[1].entitlements[2].owner", "has no group, so nobody could approve it: high risk")]
        ),
        (
            "          group: b1000000-0000-4000-8000-000000000202\n", "",
            [
                ("\(finance).intents", "nobody could approve FIN-READ, FIN-POST"), ("\(post).owner", "has no group"),
                (
                    "\(release).approval_stages[0].escalate_to.owner",
                    "is to decide, but Finance application owners has no group"
                ), ("\(release).approval_stages[1].approvers.owner", "is to decide"),
            ]
        ),
    ]

    @Test("The example that uses every key has no problem")
    func example() throws {
        #expect(Self.problems(try Self.example()) == [])
    }

    @Test("Each slip is found, alone, at its place in the file", arguments: slips.indices)
    func slip(_ index: Int) throws {
        let (old, new, expected) = Self.slips[index]
        let example = try Self.example()
        let text = example.replacing(old, with: new, maxReplacements: 1)
        #expect(text != example, "\(old)")
        let found = Self.problems(text)
        #expect(found.count == expected.count, "\(found)")
        for (path, message) in expected {
            let problem = try #require(
                found.first { $0.path == path && $0.message.hasPrefix(message) }, "\(path): \(found)")
            // The line holds a key of the path, the nearest that is there, or an element of its list.
            let line = text.split(separator: "\n", omittingEmptySubsequences: false)[
                try #require(problem.place).line - 1]
            let keys = path.split(separator: ".").map { $0.prefix { $0 != "[" } }
            #expect(keys.contains { line.contains($0) } || path.hasSuffix("]"), "\(problem)")
        }
    }

    @Test("All slips that don't touch each other are found at once, in the order of the file")
    func all() throws {
        let paths = [
            "version", "identity", "calendars[0].days", "calendars[0].holidays[1]", "approval_timing.calendar",
            "approval_timing.remind_after_hours", "\(Self.finance).requesters.who[1]",
            "\(Self.post).eligible.departments",
            "\(Self.post).eligible.guests", "\(Self.post).conflicts_with[0]", "\(Self.post).emergency.hours",
            "\(Self.release).risk", "\(Self.release).change_windows[0].from",
            "\(Self.release).approval_stages[0].approvers", "\(Self.release).approval_stages[0].escalate_to",
            "\(Self.release).approval_stages[1].name", "\(Self.team).sys_id",
        ]
        var text = try Self.example()
        for path in paths {
            let slip = try #require(Self.slips.first { $0.2.count == 1 && $0.2[0].0 == path }, "\(path)")
            text = text.replacing(slip.0, with: slip.1, maxReplacements: 1)
        }
        let found = Self.problems(text)
        #expect(found.count == paths.count)
        for path in paths { #expect(found.contains { $0.path == path }, "\(path)") }
        let lines = found.compactMap(\.place?.line)
        #expect(lines.count == found.count)
        #expect(lines == lines.sorted())
    }

    @Test("A circle of three is shown, with the way to write it")
    func circle() throws {
        let text = try Self.example()
            .replacing("conflicts_with: [TEAM-WIKI]", with: "conflicts_with: [FIN-POST]")
            .replacing("risk: privileged", with: "risk: privileged\n        conflicts_with: [TEAM-LAB-ADMINS]")
        let problem = try #require(Self.problems(text).first)
        #expect(Self.problems(text).count == 1)
        #expect(
            problem.message.hasPrefix(
                "closes a circle, “FIN-POST” → “FIN-RELEASE” → “TEAM-LAB-ADMINS” → “FIN-POST”"), "\(problem)")
        #expect(problem.message.hasSuffix("name “TEAM-LAB-ADMINS” under “FIN-POST” instead of “FIN-POST” here"))
        let advised = text.replacing("        conflicts_with: [FIN-POST]\n", with: "")
            .replacing("conflicts_with: [FIN-RELEASE]", with: "conflicts_with: [FIN-RELEASE, TEAM-LAB-ADMINS]")
        #expect(Self.problems(advised) == [])
    }

    @Test("One name for two groups is refused where something conflicts with it, and one for the same group isn't")
    func ambiguous() throws {
        let text = try Self.example()
        let other = text.replacing("name: TEAM-LAB\n", with: "name: FIN-POST\n")
        let found = Self.problems(other)
        #expect(found.map(\.path) == ["catalog_items[1].entitlements[1].group"])
        #expect(found.first?.message.contains("is another group at catalog_items[0].entitlements[1]") == true)
        #expect(Self.problems(other.replacing("000000000105", with: "000000000102")) == [])
        #expect(Self.problems(text.replacing("name: TEAM-LAB\n", with: "name: FIN-READ\n")) == [])
    }

    @Test("What is wrong behind an alias is named where it stands, by the path that uses it")
    func alias() throws {
        let text = try Self.example().replacing("teams_channel: finance", with: "teams_chanel: finance")
        let found = Self.problems(text)
        // Three owners are this one.
        #expect(found.map(\.path) == (0...2).map { "catalog_items[0].entitlements[\($0)].owner.teams_chanel" })
        #expect(Set(found.map(\.place)).count == 1)
    }

    @Test("Of merged mappings the own keys win, then those of the first")
    func merged() throws {
        let text = try Self.example().replacing(
            "owner: *lab", with: "owner: { <<: [*lab, *finance], name: Own }")
        let owner = try PolicyFile(data: Data(text.utf8)).policy.catalogItems[1].entitlements[2].owner
        #expect(owner.name == "Own")
        #expect(owner.assignmentGroup.description == "d2000000000000000000000000000005")
        #expect(owner.teamsChannel == "finance")
    }
}
