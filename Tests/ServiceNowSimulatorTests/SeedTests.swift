import OrderedCollections
import SimulatorKit
import Testing

@testable import ServiceNowSimulator

@Suite("Seed data")
struct SeedTests {
    private static func load(_ seed: JSONValue) throws -> Instance {
        try Instance(seed: seed, now: GlideDateTime(seconds: 0))
    }

    @Test("of the standard kind has seven requests that wait for their approvers, each complete")
    func standard() throws {
        var desk = try Desk()
        for number in 1...7 {
            let item = "e1" + String(repeating: "0", count: 29) + String(number)
            #expect(desk.value("approval", "sc_req_item", item) == "requested")
            #expect(desk.instance.approvers(of: item).count == 1)
            #expect(desk.value("number", "sc_request", desk.value("request", "sc_req_item", item)).hasPrefix("REQ"))
            let values = desk.list(
                "sc_item_option_mtom", "request_item=\(item)", [("sysparm_fields", "sc_item_option.value")])
            #expect(values.rows.count == 3)
        }
        let several = try #require(desk.instance.variable("entitlements", of: "e1000000000000000000000000000005"))
        #expect(several == "APP-SALES-REPORTS,APP-SALES-FORECAST,DYN-ALL-SALES")
    }

    @Test("points nowhere that isn't there")
    func references() throws {
        let desk = try Desk()
        for table in desk.instance.database.tables.values {
            for position in table.positions {
                guard let row = table[position] else { continue }
                for (slot, column) in table.columns.enumerated() {
                    guard let target = column.target, !row[slot].isEmpty else { continue }
                    #expect(
                        desk.instance.database.find(target, row[slot]) != nil,
                        "\(table.name).\(column.name) \(row[slot])")
                }
            }
        }
    }

    @Test("may have columns and ids of the customer's own, and notes that were there before")
    func customColumns() throws {
        let instance = try Self.load([
            "tables": [
                "sc_req_item": [
                    [
                        "sys_id": "short_ID", "number": "RITM0099999", "u_cost_centre": "77", "work_notes": "old note",
                        "active": true,
                    ]
                ]
            ]
        ])
        #expect(instance.database.value("u_cost_centre", of: "sc_req_item", "short_ID") == "77")
        #expect(instance.database.places(in: "sys_journal_field", where: "element_id", is: "short_ID").count == 1)
        var numbering = instance
        let context = WriteContext(caller: .platform, now: GlideDateTime(seconds: 0))
        let place = try numbering.insert("sc_req_item", [:], context)
        #expect(numbering.database.value("number", of: place) == "RITM0100000")
    }

    @Test(
        "is refused where it isn't understood",
        arguments: [
            #"{"tabels": {}}"#, #"{"tables": {"no_such": []}}"#, #"{"tables": {"incident": [{"state": ["1"]}]}}"#,
            #"{"tables": {"incident": [{"sys_id": "a"}, {"sys_id": "a"}]}}"#, #"{"rules": {"webhok": {}}}"#,
            #"{"rules": {"flows": [{"cat_item": "*", "outcome": "vanish"}]}}"#,
            #"{"rules": {"limits": {"threads": 0}}}"#,
            #"{"rules": {"webhook": {"url": "here", "key": "a2V5"}}}"#, #"{"rules": {"webhook": {"key": "!"}}}"#,
            #"{"users": [{"user_name": "x"}]}"#, #"[]"#,
        ])
    func refused(text: String) throws {
        let seed = try JSONValue(parsing: text)
        #expect(throws: MalformedInput.self) { try Self.load(seed) }
    }
}
