import Domain
import Foundation
import TestSupport
import Testing

@testable import ServiceNow

@Suite("Reading the variables of a request item")
struct VariableReadingTests {
    static let single = "sc_item_option_mtom"
    static let cells = "sc_multi_row_question_answer"

    private func read(
        _ fill: (ScriptedInstance) -> Void, _ check: (ItemVariables?, ScriptedServer) throws -> Void
    ) async throws {
        let instance = ScriptedInstance()
        fill(instance)
        try await ScriptedInstance.with({ instance.reply(to: $0) }) { client, server in
            try check(try await client.variables(of: Samples.sysID), server)
        }
    }

    @Test("They come by name, in two calls; none at all is an access rule, not an empty form")
    func byName() async throws {
        try await read({ _ in }) { variables, _ in #expect(variables == nil) }
        try await read { instance in
            instance.add(Samples.variableRow("entitlement", "APP-GROUP-1"), to: Self.single)
            instance.add(Samples.variableRow("justification", ""), to: Self.single)
            instance.add(Samples.variableRow("entitlement", "other", of: SysID("c9")!), to: Self.single)
            instance.add(Samples.cellRow("entitlement", "other", of: SysID("c9")!), to: Self.cells)
        } _: { variables, server in
            #expect(variables?.values == ["entitlement": "APP-GROUP-1", "justification": ""])
            #expect(variables?.hidesSome == false)
            #expect(server.requests.count { $0.path.hasPrefix("/api/") } == 2)
        }
    }

    @Test("A multi-row set has an empty row of its own, and a column for each of its variables")
    func multiRow() async throws {
        try await read { instance in
            instance.add(Samples.variableRow("", ""), to: Self.single)
            instance.add(Samples.variableRow("more", "x"), to: Self.single)
            for (index, value) in ["A", "", "B,C"].enumerated() {
                var row = Samples.cellRow("groups", value)
                row["sys_id"] = "e\(index)"
                instance.add(row, to: Self.cells)
            }
            instance.add(Samples.cellRow("more", "y"), to: Self.cells)
        } _: { variables, _ in
            // A column that is called as a variable doesn't hide it.
            #expect(variables?.values == ["groups": "A,B,C", "more": "x,y"])
            #expect(variables?.hidesSome == false)
        }
    }

    @Test("Variables whose names an access rule hides are none")
    func hiddenNames() async throws {
        var row = Samples.variableRow("entitlement", "APP-GROUP-1")
        row["sc_item_option.item_option_new.name"] = nil
        try await read { instance in
            instance.add(row, to: Self.single)
            instance.add(Samples.variableRow("", "APP-GROUP-1"), to: Self.single)
        } _: { variables, _ in
            #expect(variables == nil)
        }
    }

    /// What an access rule hides; and what is left.
    static let hidden: [(String, @Sendable (ScriptedInstance) -> Void, [String: String])] = [
        (
            "a row of a single variable",
            { $0.change(single, where: nameField, is: "access") { $0[ScriptedInstance.hidden] = "" } },
            ["why": "x", "groups": "A,B"]
        ),
        (
            "a value", { $0.change(single, where: nameField, is: "access") { $0["sc_item_option.value"] = nil } },
            ["why": "x", "groups": "A,B"]
        ),
        (
            "a name", { $0.change(single, where: nameField, is: "access") { $0[nameField] = nil } },
            ["why": "x", "groups": "A,B"]
        ),
        (
            "a row of a set", { $0.change(cells, where: "value", is: "B") { $0[ScriptedInstance.hidden] = "" } },
            ["why": "x", "access": "first"]
        ),
        (
            "a cell", { $0.change(cells, where: "value", is: "B") { $0["value"] = nil } },
            ["why": "x", "access": "first"]
        ),
        (
            "the name of a column",
            { $0.change(cells, where: "value", is: "B") { $0["item_option_new.name"] = nil } },
            ["why": "x", "access": "first"]
        ),
        (
            "the table of sets",
            { instance in
                instance.detour { request in
                    request.path.hasSuffix(cells)
                        ? ScriptedInstance.error(403, "Insufficient rights to query records", "") : nil
                }
            }, ["why": "x", "access": "first"]
        ),
    ]
    static let nameField = "sc_item_option.item_option_new.name"

    @Test("What is hidden is said to be hidden, and half of a column isn't shown", arguments: hidden.indices)
    func hides(_ index: Int) async throws {
        let (name, hide, left) = Self.hidden[index]
        try await read { instance in
            instance.add(Samples.variableRow("access", "first"), to: Self.single)
            instance.add(Samples.variableRow("why", "x"), to: Self.single)
            for value in ["A", "B"] { instance.add(Samples.cellRow("groups", value), to: Self.cells) }
            hide(instance)
        } _: { variables, _ in
            #expect(variables?.hidesSome == true, "\(name)")
            #expect(variables?.values == left, "\(name)")
        }
    }

    @Test("What is masked stays where it is (I7)")
    func masked() async throws {
        try await read { instance in
            instance.add(Samples.variableRow("access", "first"), to: Self.single)
            var row = Samples.variableRow("token", "s3cret")
            row["sc_item_option.item_option_new.type"] = "25"
            instance.add(row, to: Self.single)
        } _: { variables, _ in
            #expect(variables?.values == ["access": "first"])
            #expect(variables?.hidesSome == false)
        }
    }

    @Test("A failure that isn't about rights is one", arguments: [500, 429])
    func failures(status: Int) async throws {
        let instance = ScriptedInstance()
        instance.add(Samples.variableRow("access", "first"), to: Self.single)
        instance.detour { request in request.path.hasSuffix(Self.cells) ? .answer(status) : nil }
        try await ScriptedInstance.with({ instance.reply(to: $0) }) { (client, _) async throws in
            _ = await #expect(throws: Failure.self) { try await client.variables(of: Samples.sysID) }
        }
    }
}
