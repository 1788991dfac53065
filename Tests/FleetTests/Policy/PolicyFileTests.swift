import Domain
import Foundation
import TestSupport
import Testing

@testable import Fleet

@Suite("The policy file")
struct PolicyFileTests {
    static let good = """
        version: 1
        catalog_items:
          - name: Application access
            sys_id: c1000000000000000000000000000001
            entitlement_variables: [entitlement, entitlements]
            on_partial_failure: roll_back
            entitlements:
              - name: APP-FIN-READERS
                group: b1000000-0000-4000-8000-000000000001
                group_name: APP-FIN-READERS
                risk: low
                owner:
                  name: Finance application owners
                  assignment_group: d2000000000000000000000000000002

        """

    private static func load(_ text: String) throws(PolicyFileError) -> PolicyFile {
        try PolicyFile(data: Data(text.utf8))
    }

    private static func problems(_ text: String) -> [String] {
        do throws(PolicyFileError) {
            _ = try load(text)
            return []
        } catch {
            return error.problems.map { $0.path.isEmpty ? $0.message : "\($0.path): \($0.message)" }
        }
    }

    @Test("is read as it is, and its version is the SHA-256 of its bytes")
    func read() throws {
        let file = try Self.load(Self.good)
        #expect(file.bytes == Array(Self.good.utf8))
        #expect(file.version.count == 64)
        #expect(try Self.load(Self.good + "\n").version != file.version)
        #expect(try PolicyFile(data: Data(Self.good.utf8)).version == file.version)
        let item = try #require(file.policy.catalogItems.first)
        #expect(item.entitlementVariables == ["entitlement", "entitlements"])
        #expect(item.onPartialFailure == .rollBack)
        #expect(item["APP-FIN-READERS"]?.owner.name == "Finance application owners")
    }

    @Test("Says by what the tickets of an item are closed: the item itself, unless it says a task")
    func fulfilment() throws {
        #expect(try Self.load(Self.good).policy.catalogItems.map(\.fulfilment) == [.item])
        let byTask = Self.good.replacing("roll_back\n", with: "roll_back\n    fulfilment: task\n")
        #expect(try Self.load(byTask).policy.catalogItems.map(\.fulfilment) == [.task])
        let odd = Self.problems(Self.good.replacing("roll_back\n", with: "roll_back\n    fulfilment: flow\n"))
        #expect(odd.count == 1 && odd[0].hasPrefix("catalog_items[0].fulfilment: "))
        let misspelt = Self.problems(Self.good.replacing("roll_back\n", with: "roll_back\n    fulfillment: task\n"))
        #expect(
            misspelt == ["catalog_items[0].fulfillment: is not a key that a policy has here; is “fulfilment” meant?"])
    }

    @Test("The demo's loads")
    func demo() throws {
        let path = try TestEnvironment.value("LANDFALL_TEST_SCRIPTS") + "/demo-policy.yaml"
        let file = try PolicyFile(path: path, variable: "LANDFALL_POLICY_FILE")
        #expect(!file.policy.catalogItems.isEmpty)
    }

    @Test(
        "A misspelt key is refused at every level, with its path and the key that is meant",
        arguments: [
            ("version: 1", "versoin: 1", ["versoin", "version"]),
            ("catalog_items:", "catalog_itmes:", ["catalog_itmes", "catalog_items"]),
            ("  - name: App", "  - nmae: App", ["catalog_items[0].nmae", "name"]),
            ("sys_id:", "sysid:", ["catalog_items[0].sysid", "sys_id"]),
            (
                "on_partial_failure:", "on_partial_failures:",
                ["catalog_items[0].on_partial_failures", "on_partial_failure"]
            ),
            ("group_name:", "groupname:", ["catalog_items[0].entitlements[0].groupname", "group_name"]),
            ("owner:", "ownr:", ["catalog_items[0].entitlements[0].ownr", "owner"]),
            (
                "assignment_group:", "asignment_group:",
                ["catalog_items[0].entitlements[0].owner.asignment_group", "assignment_group"]
            ),
        ])
    func misspelt(_ right: String, _ wrong: String, _ expected: [String]) {
        let problems = Self.problems(Self.good.replacing(right, with: wrong))
        #expect(problems.contains("\(expected[0]): is not a key that a policy has here; is “\(expected[1])” meant?"))
        // It is missing under its right name, too.
        #expect(problems.count == 2)
        #expect(problems.contains { $0.hasSuffix("\(expected[1]): is missing") })
    }

    @Test("A key that nothing is like is refused without a guess, though nothing is missing")
    func added() {
        #expect(
            Self.problems(Self.good + "valid_until: 2027-01-01\n")
                == ["valid_until: is not a key that a policy has here"])
        #expect(
            Self.problems(Self.good.replacing("risk: low", with: "risk: low\n        approvers: [ana]"))
                == ["catalog_items[0].entitlements[0].approvers: is not a key that a policy has here"])
    }

    @Test("All unknown keys are named at once")
    func several() {
        let text = Self.good.replacing("risk: low", with: "risk: low\n        comment: x") + "comment: x\n"
        #expect(
            Self.problems(text).sorted() == [
                "catalog_items[0].entitlements[0].comment: is not a key that a policy has here",
                "comment: is not a key that a policy has here",
            ])
    }

    @Test("Keys that are taken over from another mapping count like those that are written out")
    func merged() throws {
        let shared = "owner: &finance\n          name: F\n          assignment_group: d2000000000000000000000000000002"
        let owner =
            "owner:\n          name: Finance application owners\n          assignment_group: d2000000000000000000000000000002"
        let anchored = Self.good.replacing(owner, with: shared)
        #expect(anchored != Self.good)
        let second = { (owner: String) in
            """
                  - name: APP-FIN-WRITERS
                    group: b1000000-0000-4000-8000-000000000002
                    group_name: APP-FIN-WRITERS
                    risk: low
                    owner: \(owner)

            """
        }
        for owner in ["*finance", "{<<: *finance, name: G}", "{<<: [*finance]}"] {
            #expect(Self.problems(anchored + second(owner)) == [])
        }
        #expect(
            Self.problems(anchored + second("{<<: {nmae: G}, <<: *finance}")).isEmpty == false)
        #expect(
            Self.problems(anchored + second("{<<: [*finance, {nmae: G}]}"))
                == [
                    "catalog_items[0].entitlements[1].owner.nmae: is not a key that a policy has here; is “name” meant?"
                ])
    }

    @Test("A key that is no text is refused")
    func oddKey() {
        #expect(Self.problems(Self.good + "? [a, b]\n: x\n") == ["has a key that is no text"])
    }

    @Test(
        "What is missing, of another kind, or no YAML is named by its place",
        arguments: [
            ("", "it is empty"), ("version: 1", "catalog_items: is missing"),
            ("version: one\ncatalog_items: []", "version"), ("version: 1\ncatalog_items: {}", "catalog_items"),
            ("a: [", "it is not YAML"), ("a: 1\na: 2", "“a” is there more than once in one mapping"),
        ])
    func unreadable(_ text: String, _ expected: String) {
        let problems = Self.problems(text)
        #expect(!problems.isEmpty)
        #expect(problems.contains { $0.hasPrefix(expected) }, "\(problems)")
    }

    @Test("Bytes that are no text are refused")
    func noText() {
        #expect(throws: PolicyFileError.self) { try PolicyFile(data: Data([0x61, 0xFF, 0x3A, 0x20])) }
    }

    @Test("What doesn't make sense is refused with every problem")
    func nonsense() {
        let problems = Self.problems(Self.good.replacing("version: 1", with: "version: 2"))
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("version: ") == true)
    }

    @Test("One line names the variable and the file")
    func line() throws {
        #expect(
            complaint { _ = try PolicyFile(path: "/nowhere/policy.yaml", variable: "LANDFALL_POLICY_FILE") }
                == "LANDFALL_POLICY_FILE names a file that can't be read: /nowhere/policy.yaml")
        try withFile(Array((Self.good + "ownr: x\n").utf8)) { path in
            let line = complaint { _ = try PolicyFile(path: path, variable: "LANDFALL_POLICY_FILE") }
            #expect(
                line
                    == "LANDFALL_POLICY_FILE names a policy that can't be used (\(path)): line 15, column 1: ownr: is not a key that a policy has here"
            )
        }
    }

    @Test(
        "The nearest key is two slips away at most, and shares half of its letters",
        arguments: [
            ("nmae", "name"), ("ownr", "owner"), ("Risk", "risk"), ("rsk", "risk"), ("owners", "owner"), ("x", nil),
            ("zzzz", nil), ("", nil), ("group_names", "group_name"),
        ] as [(String, String?)])
    func nearest(_ name: String, _ expected: String?) {
        let known = ["name", "owner", "risk", "group_name"]
        #expect(Spelling.nearest(to: name, among: known) == expected)
    }
}
