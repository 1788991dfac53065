import Domain
import Fleet
import Foundation
import Testing

@testable import Landfall

@Suite("What another version of the policy means")
struct PolicyDiffTests {
    private func changes(_ change: (inout String) -> Void) throws -> [PolicyChange] {
        PolicyDiff.changes(from: try Examples.policy().policy, to: try Examples.policy(change).policy)
    }

    @Test("A policy means the same as itself, also with a conflict named on its other side, and in another order")
    func same() throws {
        #expect(try changes { _ in }.isEmpty)
        #expect(PolicyDiff.lines([]) == ["They mean the same."])
        let other = try changes { text in
            text = text.replacing("        conflicts_with: [FIN-RELEASE]\n", with: "")
                .replacing("risk: privileged", with: "risk: privileged\n        conflicts_with: [FIN-POST]")
        }
        #expect(other.isEmpty)
    }

    /// What is written instead of what, and what the changes are about.
    static let edits: [(String, String, [String])] = [
        ("identity: user_name", "identity: mail", ["people are found by"]),
        ("  calendar: office\n", "", ["hours that count for those who decide"]),
        ("to: \"18:00\"", "to: \"17:00\"", ["hours that count for those who decide"]),
        ("2026-12-25, ", "", ["hours that count for those who decide"]),
        ("remind_after_hours: 8", "remind_after_hours: 9", ["reminded after"]),
        ("escalate_after_hours: 20", "escalate_after_hours: 21", ["escalated after"]),
        ("expire_after_hours: 50", "expire_after_hours: 51", ["expires after"]),
        ("name: Finance access", "name: Money access", ["name"]),
        ("[entitlement, more_entitlements]", "[entitlement]", ["entitlements are read from"]),
        ("end_variable: access_until", "end_variable: until", ["end is read from"]),
        ("maximum_days: 90", "maximum_days: 60", ["longest time"]),
        ("who: [self, manager]", "who: [self]", ["who may ask"]),
        ("variable: is_emergency", "variable: emergency", ["emergency is read from"]),
        ("on_partial_failure: roll_back", "on_partial_failure: keep", ["on partial failure"]),
        ("on_withdrawal: keep", "on_withdrawal: roll_back", ["on withdrawal"]),
        ("on_drift: repair", "on_drift: report", ["access removed outside"]),
        ("fulfilment: task", "fulfilment: item", ["closed by"]),
        ("000000000104", "000000000114", ["group"]),
        ("group_name: TEAM-WIKI", "group_name: WIKI", ["group's name"]),
        ("risk: privileged", "risk: high", ["risk"]),
        ("name: Service desk", "name: Helpdesk", ["owner"]),
        ("d2000000000000000000000000000004", "d2000000000000000000000000000009", ["owner's assignment group"]),
        (
            "teams_channel: finance\n      - name: FIN-POST", "teams_channel: money\n      - name: FIN-POST",
            Array(repeating: "owner's Teams channel", count: 3)
        ),
        ("000000000202", "000000000212", Array(repeating: "owner's group", count: 3)),
        ("departments: [Finance, Controlling]", "departments: [Finance]", ["departments"]),
        ("          employee_types: [Employee]\n", "", ["employee types"]),
        ("guests: false\n        # Low", "guests: true\n        # Low", ["guests"]),
        (
            "conflicts_with: [TEAM-WIKI]", "conflicts_with: [TEAM-LAB]",
            ["can't be had together with", "can't be had together with", "can't be had together with"]
        ),
        ("maximum_days: 30", "maximum_days: 20", ["longest time"]),
        ("from: \"20:00\"", "from: \"21:00\"", ["changes begin"]),
        ("needed: 2", "needed: 1", ["who decides"]),
        ("escalate_to: { owner: true }", "escalate_to: { manager: true }", ["who decides"]),
        ("          hours: 8\n", "          hours: 9\n", ["in an emergency"]),
    ]

    @Test("Each key that changes is told, by what it is about, and in both directions", arguments: edits.indices)
    func edited(_ index: Int) throws {
        let (old, new, expected) = Self.edits[index]
        let before = try Examples.policy().policy
        let after = try Examples.policy { text in
            #expect(text.contains(old), "\(old)")
            text = text.replacing(old, with: new, maxReplacements: 1)
        }.policy
        #expect(PolicyDiff.changes(from: before, to: after).map(\.what) == expected)
        #expect(PolicyDiff.changes(from: after, to: before).map(\.what) == expected)
    }

    @Test("What comes, goes, and gets another name is told as that")
    func comesAndGoes() throws {
        let gone = try changes { text in
            text = text.replacing("conflicts_with: [TEAM-WIKI]", with: "risk: high").replacing(
                "risk: high\n        owner: *lab\n        risk: high", with: "risk: high\n        owner: *lab")
            let start = text.range(of: "      - name: TEAM-WIKI")!.lowerBound
            let end = text.range(of: "      - name: TEAM-LAB\n")!.lowerBound
            text.removeSubrange(start..<end)
        }
        #expect(gone.first?.entitlement == "TEAM-WIKI")
        #expect(gone.first?.meaning == "It can't be asked for any more. Who has it keeps it.")
        let renamed = try changes { $0 = $0.replacing("name: FIN-READ\n", with: "name: FIN-LOOK\n") }
        #expect(
            renamed == [
                PolicyChange(
                    item: "Finance access", entitlement: "FIN-LOOK", what: "name", old: "FIN-READ", new: "FIN-LOOK",
                    meaning: "Tickets have to name it so.")
            ])
    }

    @Test("Its lines fit 80 columns, and a change of risk says what it means")
    func lines() throws {
        let lines = PolicyDiff.lines(
            try changes {
                $0 = $0.replacing("risk: low", with: "risk: high").replacing(
                    "assignment_group: d2000000000000000000000000000004",
                    with:
                        "assignment_group: d2000000000000000000000000000004\n          group: b1000000-0000-4000-8000-000000000204"
                )
            })
        #expect(lines.contains("  ~ risk: high; was low"))
        #expect(lines.contains("    People decide from now on before it is granted."))
        #expect(lines.allSatisfy { $0.count <= 80 })
    }
}
