import Foundation
import OrderedCollections
import SimulatorKit
import Testing

@testable import ServiceNowSimulator

@Suite("An encoded query")
struct EncodedQueryTests {
    private static func numbers(_ query: String, _ desk: inout Desk) -> [String] {
        desk.list("sc_req_item", query, [("sysparm_fields", "number")]).rows.compactMap { $0["number"]?.string }
    }

    @Test(
        "finds the rows that it names",
        arguments: [
            ("number=RITM0010002", ["2"]),
            ("numberINRITM0010001,RITM0010003", ["1", "3"]),
            ("number=RITM0010001^ORnumber=RITM0010005", ["1", "5"]),
            ("number=RITM0010001^requested_for=d1000000000000000000000000000002", []),
            ("number=RITM0010001^state=2^NQnumber=RITM0010004", ["4"]),
            ("numberSTARTSWITHRITM001000^number>RITM0010005^ORDERBYDESCnumber", ["7", "6"]),
            ("number=RITM0010001^EQ^number=RITM0010002", ["1"]),
            ("numberENDSWITH7", ["7"]),
            ("numberLIKE10006", ["6"]),
            ("numberBETWEENRITM0010002@RITM0010004", ["2", "3", "4"]),
            ("requested_for.user_name=dev.patel@contoso.example", ["4"]),
            ("requested_forSTARTSWITHDev", ["4"]),
            ("requested_for.manager.user_name=erin.walsh@contoso.example", ["4", "7"]),
            ("correlation_idISEMPTY^number<=RITM0010002", ["1", "2"]),
            ("opened_by!=d1000000000000000000000000000007^number>=RITM0010003^number<=RITM0010005", ["4"]),
            ("numberNOT INRITM0010001,RITM0010002,RITM0010003,RITM0010004,RITM0010005", ["6", "7"]),
            ("requested_forSAMEASopened_by^number<RITM0010002", ["1"]),
            ("sys_updated_on=2026-11-23 07:04:00", ["4", "5", "6", "7"]),
            ("sys_updated_on>2026-11-23 07:02:00^sys_updated_on<2026-11-23 07:04:00", ["3"]),
            ("active=1^numberENDSWITH1", ["1"]),
        ])
    func findsRows(query: String, expected: [String]) throws {
        var desk = try Desk()
        #expect(Self.numbers(query, &desk).map { String($0.suffix(1)) } == expected)
    }

    @Test(
        "finds more where a part of it can't be read",
        arguments: [
            "stat=9^numberENDSWITH1", "numberENDSWITH1^state~~3", "numberENDSWITH1^STATE=3",
            "numberENDSWITH1^no.such=3",
        ])
    func widens(query: String) throws {
        var desk = try Desk()
        #expect(Self.numbers(query, &desk) == ["RITM0010001"])
        #expect(Self.numbers("stat=9", &desk).count == 7)
    }

    @Test("finds nothing with an invalid part where the instance is told so")
    func returnsNoRows() throws {
        var desk = try Desk(tables: [
            "sys_properties": [["name": "glide.invalid_query.returns_no_rows", "value": "true"]]
        ])
        #expect(Self.numbers("stat=9^numberENDSWITH1", &desk).isEmpty)
        #expect(Self.numbers("numberENDSWITH1", &desk) == ["RITM0010001"])
    }

    @Test("has no escape for a caret: the value ends there, and what follows is a part of its own")
    func caretEndsValue() {
        let query = EncodedQuery("short_description=x^^active=false^ORsys_id!=0")
        #expect(query.groups.count == 1)
        #expect(query.groups[0].count == 2)
        #expect(query.groups[0][1].count == 2)
    }

    @Test("takes dates of a script in the time zone of who asks")
    func dateGenerate() throws {
        let now = GlideDateTime(seconds: 0)
        let lisbon = try #require(TimeZone(identifier: "Europe/Lisbon"))
        let summer = ScriptedValue(now: now, zone: lisbon, userID: "me")
        #expect(summer.resolve("javascript:gs.dateGenerate('2026-07-01','12:00:00')") == "2026-07-01 11:00:00")
        #expect(summer.resolve("javascript:gs.getUserID();") == "me")
        #expect(summer.resolve("javascript:gs.unknown()") == nil)
        #expect(summer.resolve("2026-07-01 12:00:00") == "2026-07-01 12:00:00")
    }

    @Test("never lets an empty key match by an index what a scan would not")
    func emptyKey() throws {
        var desk = try Desk()
        #expect(Self.numbers("correlation_id=", &desk).count == 7)
    }
}
