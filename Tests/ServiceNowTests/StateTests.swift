import Testing

@testable import ServiceNow

@Suite("The values that states have")
struct StateValuesTests {
    @Test("are the usual ones, as far as nothing else is said")
    func values() throws {
        let usual = StateValues<ItemState>()
        #expect(ItemState.allCases.map { usual[$0] } == ["1", "2", "3", "4", "7"])
        #expect(IncidentState.allCases.map { StateValues<IncidentState>()[$0] } == ["2", "6", "7", "8"])
        let own = try StateValues<ItemState>(text: "closed_complete = 30, work_in_progress=-5")
        #expect(own[.closedComplete] == "30" && own[.workInProgress] == "-5" && own[.closedIncomplete] == "4")
        #expect(own.name(of: "30") == .closedComplete)
        #expect(own.name(of: "3") == nil)
    }

    @Test(
        "are refused when they can't be meant",
        arguments: [
            ("closed_complete", "name=value"), ("closed_complete=", "name=value"), ("", "name=value"),
            ("closed_complete=3,", "name=value"), ("a=b=c", "name=value"),
            ("closed=3", "none of open, work_in_progress"),
            ("closed_complete=3,closed_complete=4", "more than once"),
            ("closed_complete=4", "closed_complete and closed_incomplete be the same value, 4"),
        ])
    func refused(text: String, message: String) {
        let error = #expect(throws: StateValuesError.self) { try StateValues<ItemState>(text: text) }
        #expect(error?.message.contains(message) == true)
    }

    @Test("are needed where they are written, or somebody has configured them")
    func needed() throws {
        #expect(StateValues<ItemState>().needed == [.workInProgress, .closedComplete, .closedIncomplete])
        #expect(try StateValues<IncidentState>(text: "closed=9").needed == [.inProgress, .resolved, .closed])
    }
}

@Suite("The states that an instance offers")
struct StateChoicesTests {
    private static func row(_ table: String, _ value: String) -> StateChoices.Row {
        .init(table: table, choice: .init(value: value, label: "State \(value)"))
    }

    @Test("are the table's own, which hide those of the table that it extends")
    func own() {
        let parents = ["2", "3", "4"].map { Self.row("task", $0) }
        let inherited = StateChoices(parents, of: "sc_req_item", isWhole: true)
        #expect(inherited.missing(from: StateValues<ItemState>()).names.isEmpty)
        let own = StateChoices(parents + [Self.row("sc_req_item", "2")], of: "sc_req_item", isWhole: true)
        let (names, offered) = own.missing(from: StateValues<ItemState>())
        #expect(names == [.closedComplete, .closedIncomplete])
        #expect(offered.map(\.description) == ["2 (State 2)"])
    }

    @Test("are unknown where there are none, or not all may be read: then none is missing")
    func unknown() {
        for choices in [
            StateChoices([], of: "incident", isWhole: true),
            StateChoices([Self.row("incident", "1")], of: "incident", isWhole: false),
        ] {
            guard case .unknown = choices else {
                Issue.record("\(choices)")
                continue
            }
            #expect(choices.missing(from: StateValues<IncidentState>()).names.isEmpty)
        }
    }
}
