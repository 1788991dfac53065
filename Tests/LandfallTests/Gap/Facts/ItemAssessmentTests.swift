import Domain
import Foundation
import ServiceNow
import TestSupport
import Testing

@testable import Landfall
@testable import ServiceNow

@Suite("What a request item is to the search")
struct ItemAssessmentTests {
    private static let row = [
        "sys_id": "e1", "number": "RITM0010001", "cat_item": GapSamples.catalogItem.description, "state": "3",
        "active": "false", "approval": "approved", "opened_at": "2026-11-01 08:00:00",
        "closed_at": "2026-11-20 08:00:00", "sys_updated_on": "2026-11-21 08:00:00", "sys_mod_count": "4",
    ]

    private func assess(_ changes: [String: String?]) throws -> ItemAssessment {
        var row = Self.row
        for (name, value) in changes { row[name] = value }
        let record = try JSONDecoder().decode(TableRecord.self, from: JSONEncoder().encode(row))
        let item = ItemOverview(sysID: try #require(SysID("e1")), record)
        return ItemAssessment(item, in: GapSamples.scope)
    }

    private func time(_ text: String) throws -> Date { try #require(ServiceNowTime.date(of: text)) }

    @Test("Closed complete is by the configured state, at the time of closing, else of the last change")
    func fulfilled() throws {
        #expect(try assess([:]) == .fulfilled(at: time("2026-11-20 08:00:00")))
        #expect(try assess(["closed_at": ""]) == .fulfilled(at: time("2026-11-21 08:00:00")))
        #expect(try assess(["closed_at": "", "sys_updated_on": nil]) == .unreadable(["closed_at"]))
        #expect(try assess(["state": "4"]) == .other)
        #expect(try assess(["state": "10"]) == .other)
    }

    @Test("Waiting is what is approved, active and not begun with")
    func waiting() throws {
        let open: [String: String?] = ["state": "1", "active": "true", "closed_at": ""]
        func with(_ changes: [String: String?]) throws -> ItemAssessment {
            try assess(open.merging(changes) { $1 })
        }
        #expect(try with([:]) == .waiting(openedAt: time("2026-11-01 08:00:00")))
        #expect(try with(["approval": "requested"]) == .other)
        #expect(try with(["state": "2"]) == .other)
        #expect(try with(["active": "false"]) == .other)
        #expect(try with(["opened_at": nil]) == .unreadable(["opened_at"]))
    }

    @Test("A row that wasn't asked for is left aside: an instance ignores parts of a query")
    func outside() throws {
        #expect(try assess(["cat_item": "c7"]) == .outside)
        let old: [String: String?] = ["closed_at": "2025-01-01 08:00:00", "sys_updated_on": "2025-01-02 08:00:00"]
        #expect(try assess(old) == .outside)
        #expect(
            try assess(old.merging(["sys_updated_on": "2026-11-21 08:00:00"]) { $1 })
                == .fulfilled(at: time("2025-01-01 08:00:00")))
        #expect(
            try assess(old.merging(["active": "true", "state": "1"]) { $1 })
                == .waiting(openedAt: time("2026-11-01 08:00:00")))
    }

    @Test("Fields that may not be read are named", arguments: ["cat_item", "state", "active", "approval"])
    func unreadable(field: String) throws {
        #expect(try assess([field: nil]) == .unreadable([field]))
    }
}
