import HTTPTypes
import OrderedCollections
import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("Filters")
struct FilterExpressionTests {
    private let object: JSONObject = [
        "id": "a0000000-0000-4000-8000-000000000001", "displayName": "Ana O'Hara", "accountEnabled": true,
        "department": "Finance", "groupTypes": ["Unified", "DynamicMembership"],
        "createdDateTime": "2026-01-02T00:00:00Z", "mail": .null,
    ]

    @Test(
        "decide what passes",
        arguments: [
            ("id eq 'A0000000-0000-4000-8000-000000000001'", true), ("displayName eq 'ana o''hara'", true),
            ("displayName eq 'Ana'", false), ("accountEnabled eq true", true), ("accountEnabled eq false", false),
            ("department in ('Sales', 'Finance')", true), ("department in ('Sales')", false),
            ("startswith(displayName,'ana')", true), ("startsWith(displayName, 'x')", false),
            ("endswith(displayName,'HARA')", true), ("department ne 'Sales'", true), ("mail eq null", true),
            ("not (department eq 'Finance')", false), ("NOT startswith(displayName,'x')", true),
            ("department eq 'Sales' or accountEnabled eq true", true),
            ("department eq 'Sales' or department eq 'Finance' and accountEnabled eq false", false),
            ("(department eq 'Sales' or department eq 'Finance') and accountEnabled eq true", true),
            ("groupTypes/any(c:c eq 'Unified')", true), ("groupTypes/any(g: g eq 'Other')", false),
            ("createdDateTime ge 2026-01-01T00:00:00Z", true), ("createdDateTime lt 2026-01-01T00:00:00Z", false),
        ])
    func matches(text: String, expected: Bool) throws {
        #expect(try FilterExpression(parsing: text).matches(object) == expected)
    }

    @Test(
        "that can't be read are refused",
        arguments: [
            "", "id", "id eq", "id eq '", "eq 'x'", "id eq 'a' and", "(id eq 'a'", "id eq 'a')", "id like 'a'",
            "contains(displayName,'a')", "id eq x", "groupTypes/any(c:d eq 'x')", "id in ()", "id in ('a'",
            String(repeating: "(", count: 5000),
        ])
    func malformed(text: String) {
        let error = #expect(throws: GraphError.self) { try FilterExpression(parsing: text) }
        #expect(error?.status == .badRequest)
        #expect(error?.code == "BadRequest")
    }

    @Test("know which of them are advanced queries")
    func advanced() throws {
        #expect(try FilterExpression(parsing: "department eq 'x'").firstAdvancedProperty == nil)
        #expect(try FilterExpression(parsing: "department ne 'x'").firstAdvancedProperty == "department")
        #expect(try FilterExpression(parsing: "id eq 'a' and not(mail eq 'x')").firstAdvancedProperty == "mail")
        #expect(try FilterExpression(parsing: "endswith(mail,'x')").firstAdvancedProperty == "mail")
    }

    @Test("by nothing but ids can be looked up")
    func ids() throws {
        #expect(try FilterExpression(parsing: "id eq 'a' or id in ('b','c')").onlyIDs == ["a", "b", "c"])
        #expect(try FilterExpression(parsing: "id eq 'a' and id eq 'b'").onlyIDs == nil)
    }
}
