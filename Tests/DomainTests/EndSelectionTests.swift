import Domain
import Foundation
import Testing

@Suite("The end that a request asks for")
struct EndSelectionTests {
    /// Monday, 23 November 2026, 08:10:00.123 UTC.
    static let now = Samples.at

    static func item(maximumDays: Int? = nil) -> CatalogItem {
        var item = PolicyTests.item
        item.endVariable = "access_until"
        item.maximumDays = maximumDays
        return item
    }

    static func end(_ text: String?, maximumDays: Int? = nil) throws(Failure) -> Date? {
        var variables = ["access": "fin-readers"]
        variables["access_until"] = text
        return try EndSelection.end(of: item(maximumDays: maximumDays), variables: variables, now: now)
    }

    static func reason(_ text: String?, maximumDays: Int? = nil) -> Reason? {
        do {
            _ = try end(text, maximumDays: maximumDays)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("a date with a time is that moment, in UTC; a date alone ends with that day")
    func formats() throws {
        let christmas = try #require(Timestamp.date(of: "2026-12-24T17:00:00Z"))
        #expect(try Self.end("2026-12-24 17:00:00") == christmas)
        #expect(try Self.end(" 2026-12-24 17:00:00\n") == christmas)
        #expect(try Self.end("2026-12-24") == Timestamp.date(of: "2026-12-25T00:00:00Z"))
        #expect(try Self.end("2028-02-29") == Timestamp.date(of: "2028-03-01T00:00:00Z"))
        // Today isn't over.
        #expect(try Self.end("2026-11-23") == Timestamp.date(of: "2026-11-24T00:00:00Z"))
    }

    @Test("an item without a variable for it grants without an end, whatever the variables say")
    func without() throws {
        let variables = ["access_until": "yesterday"]
        #expect(try EndSelection.end(of: PolicyTests.item, variables: variables, now: Self.now) == nil)
    }

    @Test("an end that isn't there is missing", arguments: [nil, "", "  "])
    func missing(_ text: String?) {
        #expect(Self.reason(text) == .policyEndMissing)
    }

    @Test(
        "an end that is no date is unreadable, not guessed at",
        arguments: [
            "soon", "24.12.2026", "12/24/2026", "2026-12-24T17:00:00", "2026-12-24T17:00:00Z", "2026-12-24 17:00",
            "2026-12-24 17:00:00Z", "2026-02-30", "2026-13-01", "2026-12-24 24:00:00", "2026-12-24 17:00:60",
            "2026-12-2", "0000-00-00", "20261224", "2026-12-24  17:00:0", "２０２６-12-24", "-026-12-24", "90",
        ])
    func unreadable(_ text: String) {
        #expect(Self.reason(text) == .policyEndUnreadable)
    }

    @Test("an end that is over is past", arguments: ["2026-11-22", "2026-11-23 08:10:00", "1999-12-31"])
    func past(_ text: String) {
        #expect(Self.reason(text) == .policyEndPast)
    }

    @Test("an end may be as far away as the item allows, and no further")
    func distant() {
        #expect(Self.reason("2026-12-23 08:10:00", maximumDays: 30) == nil)
        #expect(Self.reason("2026-12-23 08:10:01", maximumDays: 30) == .policyEndTooDistant)
        #expect(Self.reason("9999-12-31", maximumDays: 36_500) == .policyEndTooDistant)
        #expect(Self.reason("9999-12-31") == nil)
    }

    @Test("a failure shows the value, and not more of it than people can read")
    func shown() {
        let failure = #expect(throws: Failure.self) { try Self.end(String(repeating: "x", count: 5_000)) }
        #expect((failure?.detail.count ?? .max) < 200)
        #expect(failure?.detail.contains("access_until") == true)
    }

    @Test("a policy says what is wrong with an end, by its place")
    func problems() {
        func problems(_ variable: String?, _ days: Int?) -> [String] {
            var item = PolicyTests.item
            item.endVariable = variable
            item.maximumDays = days
            return Policy(catalogItems: [item]).problems().map(\.description)
        }
        #expect(problems("access_until", nil).isEmpty)
        #expect(problems("access_until", 90).isEmpty)
        #expect(problems("", nil) == ["catalog_items[0].end_variable: is empty"])
        #expect(problems("access", nil) == ["catalog_items[0].end_variable: access names entitlements already"])
        for days in [0, -1, 36_501] {
            #expect(
                problems("access_until", days) == [
                    "catalog_items[0].maximum_days: must be from 1 to 36500, not \(days)"
                ])
        }
        #expect(
            problems(nil, 90) == ["catalog_items[0].maximum_days: limits an end, but no end_variable names one"])
    }

    @Test("the end becomes a part of the plan, and so of what is approved")
    func planned() throws {
        let end = try #require(try Self.end("2026-12-24"))
        let plan = Inquiry().with { inquiry in
            inquiry.item.endVariable = "access_until"
            inquiry.ticket.variables?["access_until"] = "2026-12-24"
        }.plan
        #expect(plan?.until == end)
        #expect(Inquiry().plan?.digest != plan?.digest)
    }
}
