import Domain
import Foundation
import ServiceNow
import TestSupport
import Testing

@testable import Landfall
@testable import ServiceNow

@Suite("What a ticket asks for")
struct AskedAccessTests {
    private func asked(_ item: SysID, _ variables: [String: String?]) throws -> AskedAccess {
        let rules = try #require(GapSamples.scope.rules[item])
        let rows = try variables.map { name, value in
            var row = ["request_item": "e1", "sc_item_option.item_option_new.name": name]
            row["sc_item_option.value"] = value
            let record = try JSONDecoder().decode(TableRecord.self, from: JSONEncoder().encode(row))
            return try #require(ItemVariable(record))
        }
        return AskedAccess(rules, variables: rows)
    }

    @Test("Entitlements become the policy's groups, those of a list too")
    func groups() throws {
        let asked = try asked(GapSamples.catalogItem, ["entitlements": "READERS, ADMINS", "entitlement": "READERS"])
        #expect(asked.access.map(\.group) == [GapSamples.readers, GapSamples.admins])
        #expect(asked.doubts.isEmpty)
        #expect(asked.end == nil)
    }

    @Test("What the policy doesn't list is in doubt; the rest of the ticket is looked at all the same")
    func unknown() throws {
        let asked = try asked(GapSamples.catalogItem, ["entitlements": "READERS,SAP"])
        #expect(asked.access.map(\.entitlement) == ["READERS"])
        #expect(asked.doubts.map(\.code) == [.entitlementUnknown])
        #expect(asked.doubts.map(\.entitlement) == ["SAP"])
    }

    @Test("No variables, a hidden value and an empty form are told apart")
    func nothing() throws {
        #expect(try asked(GapSamples.catalogItem, [:]).doubts.map(\.code) == [.variablesUnreadable])
        #expect(
            try asked(GapSamples.catalogItem, ["entitlement": nil]).doubts.map(\.code) == [.variablesUnreadable])
        #expect(try asked(GapSamples.catalogItem, ["entitlement": ""]).doubts.map(\.code) == [.nothingRequested])
        #expect(try asked(GapSamples.catalogItem, ["reason": nil, "entitlement": "READERS"]).doubts.isEmpty)
    }

    @Test("The end is read where the item has one, however far away, and doubted where it isn't to be read")
    func end() throws {
        let ending = try asked(GapSamples.timedItem, ["entitlement": "READERS", "access_until": "2026-11-20"])
        #expect(ending.end == Timestamp.date(of: "2026-11-21T00:00:00Z"))
        let far = try asked(GapSamples.timedItem, ["entitlement": "READERS", "access_until": "2096-11-20 10:00:00"])
        #expect(far.end == Timestamp.date(of: "2096-11-20T10:00:00Z"))
        #expect(far.doubts.isEmpty)
        for text in ["", "soon"] {
            let unreadable = try asked(GapSamples.timedItem, ["entitlement": "READERS", "access_until": text])
            #expect(unreadable.doubts.map(\.code) == [.endUnreadable])
        }
    }

    @Test("A removal names things by the whole policy")
    func removal() throws {
        let rules = try #require(GapSamples.scope.rules[GapSamples.removalItem])
        #expect(rules.isRemoval)
        #expect(rules.entitlementVariables == ["entitlement", "entitlements"])
        #expect(rules.groups["ADMINS"] == [GapSamples.admins])
        let asked = try asked(GapSamples.removalItem, ["entitlement": "READERS"])
        #expect(asked.access.map(\.group) == [GapSamples.readers])
    }
}
