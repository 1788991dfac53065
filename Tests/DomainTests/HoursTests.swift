import Foundation
import TestSupport
import Testing

@testable import Domain

@Suite("Business hours")
struct BusinessHoursTests {
    private static let week: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]

    private func calendar(
        _ zone: String = "Europe/Berlin", from: String = "09:00", to: String = "17:00",
        days: [Weekday] = week, holidays: [String] = []
    ) throws -> BusinessCalendar {
        BusinessCalendar(
            name: "test", timeZone: zone, days: days, from: try #require(ClockTime(from)),
            to: try #require(ClockTime(to)), holidays: holidays.compactMap { CalendarDay($0) })
    }

    private func at(_ text: String) throws -> Date { try #require(Timestamp.date(of: text)) }

    @Test("are counted over night, over the weekend and over holidays, in the calendar's time zone")
    func counted() throws {
        let berlin = try calendar(holidays: ["2026-12-24", "2026-12-25"])
        // Tuesday 22 December, 16:00 in Berlin: one hour left, then Wednesday; Thursday and Friday are holidays, then the weekend.
        let start = try at("2026-12-22T15:00:00Z")
        #expect(berlin.moment(1, after: start) == (try at("2026-12-22T16:00:00Z")))
        #expect(berlin.moment(2, after: start) == (try at("2026-12-23T09:00:00Z")))
        #expect(berlin.moment(9, after: start) == (try at("2026-12-23T16:00:00Z")))
        #expect(berlin.moment(10, after: start) == (try at("2026-12-28T09:00:00Z")))
    }

    @Test("begin at the next opening for what comes when nobody is there")
    func closed() throws {
        let tokyo = try calendar("Asia/Tokyo")
        // Saturday: Monday 09:00 in Tokyo is Monday 00:00 UTC.
        #expect(tokyo.moment(0, after: try at("2026-11-28T03:00:00Z")) == (try at("2026-11-30T00:00:00Z")))
        #expect(tokyo.moment(1, after: try at("2026-11-28T03:00:00Z")) == (try at("2026-11-30T01:00:00Z")))
        #expect(tokyo.moment(-5, after: try at("2026-11-30T02:00:00Z")) == (try at("2026-11-30T02:00:00Z")))
    }

    @Test("follow the clocks when they change")
    func daylightSaving() throws {
        let night = try calendar(from: "00:00", to: "06:00", days: Weekday.allCases)
        // 29 March 2026: 02:00 becomes 03:00, so that the six hours are five.
        #expect(night.moment(5, after: try at("2026-03-28T23:00:00Z")) == (try at("2026-03-29T04:00:00Z")))
        #expect(night.moment(6, after: try at("2026-03-28T23:00:00Z")) == (try at("2026-03-29T23:00:00Z")))
        // 25 October 2026: 03:00 becomes 02:00, so that they are seven.
        #expect(night.moment(7, after: try at("2026-10-24T22:00:00Z")) == (try at("2026-10-25T05:00:00Z")))
        // Nine in the morning is another moment in summer than in winter.
        let office = try calendar()
        #expect(office.moment(0, after: try at("2026-03-27T17:00:00Z")) == (try at("2026-03-30T07:00:00Z")))
        #expect(office.moment(0, after: try at("2026-10-23T17:00:00Z")) == (try at("2026-10-26T08:00:00Z")))
    }

    @Test("that begin in the hour that clocks leave out begin when they have left it out")
    func leftOut() throws {
        let early = try calendar(from: "02:30", to: "04:00", days: Weekday.allCases)
        #expect(early.moment(0, after: try at("2026-03-28T23:00:00Z")) == (try at("2026-03-29T01:00:00Z")))
        // In Samoa a whole day was left out: 30 December 2011.
        let apia = try calendar("Pacific/Apia", days: [.friday])
        #expect(apia.moment(0, after: try at("2011-12-30T08:00:00Z")) == (try at("2012-01-05T19:00:00Z")))
    }

    @Test("that can't be counted are said to be so, and every hour counts")
    func uncountable() throws {
        let start = try at("2026-11-28T03:00:00Z")
        for (calendar, problem) in [
            (try calendar("Europe/Atlantis"), HoursProblem.unknownTimeZone("Europe/Atlantis")),
            (try calendar("CEST"), .unknownTimeZone("CEST")),
            (try calendar(days: []), .neverOpen), (try calendar(from: "09:00", to: "09:00"), .neverOpen),
            (try calendar(from: "17:00", to: "09:00"), .neverOpen),
        ] {
            #expect(calendar.problem == problem)
            #expect(calendar.moment(5, after: start) == start + 5 * 3_600)
            #expect(!calendar.isOpen(at: start))
        }
        #expect(BusinessCalendar.always.problem == nil)
        #expect(BusinessCalendar.always.moment(120, after: start) == start + 120 * 3_600)
        // So few hours that they would never come together.
        let rare = try calendar(from: "09:00", to: "09:01", days: [.monday])
        #expect(rare.moment(1_000_000, after: start) < start + 21 * 366 * 86_400)
    }

    @Test("never go back, and never end while nobody is there", arguments: 0..<8)
    func properties(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe", "UTC"]
        for _ in 0..<60 {
            let opens = Int.random(in: 0..<1_400, using: &random)
            let calendar = BusinessCalendar(
                name: "random", timeZone: zones.randomElement(using: &random) ?? "UTC",
                days: Weekday.allCases.filter { _ in Bool.random(using: &random) } + [.wednesday],
                from: try #require(Self.time(opens)),
                to: try #require(Self.time(Int.random(in: (opens + 1)...1_440, using: &random))),
                holidays: (0..<5).map { _ in
                    CalendarDay(number: 20_400 + Int.random(in: 0..<400, using: &random))
                })
            let start = Date(
                timeIntervalSince1970: Double(20_400 * 86_400 + Int.random(in: 0..<31_536_000, using: &random)))
            let hours = Int.random(in: 0...40, using: &random)
            let end = calendar.moment(hours, after: start)
            #expect(end >= start + Double(hours) * 3_600)
            // The moment before it is one of the hours, or it is itself: nobody has to act at a time at which nobody is there.
            #expect(calendar.isOpen(at: end) || calendar.isOpen(at: end - 1), "\(calendar) \(start) \(hours) \(end)")
            #expect(calendar.moment(hours + 1, after: start) > end)
            #expect(calendar.moment(hours, after: start + 600) >= end)
        }
    }

    private static func time(_ minutes: Int) -> ClockTime? {
        ClockTime(String(format: "%02d:%02d", minutes / 60, minutes % 60))
    }
}

@Suite("Hours for changes")
struct ChangeHoursTests {
    private func window(
        _ days: [Weekday], _ from: String, _ to: String, zone: String = "Europe/Berlin"
    ) throws -> ChangeWindow {
        ChangeWindow(
            timeZone: zone, days: days, from: try #require(ClockTime(from)), to: try #require(ClockTime(to)))
    }

    private func at(_ text: String) throws -> Date { try #require(Timestamp.date(of: text)) }

    @Test("are open from their beginning to their end, and open again the next week")
    func week() throws {
        let hours = ChangeHours([[try window([.tuesday], "20:00", "22:00")]])
        // Tuesday 1 December 2026.
        #expect(!hours.isOpen(at: try at("2026-12-01T18:59:59Z")))
        #expect(hours.isOpen(at: try at("2026-12-01T19:00:00Z")))
        #expect(hours.isOpen(at: try at("2026-12-01T20:59:59Z")))
        #expect(!hours.isOpen(at: try at("2026-12-01T21:00:00Z")))
        #expect(hours.opening(from: try at("2026-12-01T21:00:00Z")) == (try at("2026-12-08T19:00:00Z")))
    }

    @Test("go on after midnight where they end before they begin")
    func night() throws {
        let hours = ChangeHours([[try window([.friday], "22:00", "04:00")]])
        #expect(hours.isOpen(at: try at("2026-12-05T02:59:00Z")))
        #expect(!hours.isOpen(at: try at("2026-12-05T03:00:00Z")))
        let whole = ChangeHours([[try window([.friday], "00:00", "00:00")]])
        #expect(whole.isOpen(at: try at("2026-12-04T12:00:00Z")))
        #expect(!whole.isOpen(at: try at("2026-12-05T12:00:00Z")))
    }

    @Test("have to be open for each entitlement, by any of its windows")
    func several() throws {
        let first = [try window([.monday], "09:00", "12:00"), try window([.thursday], "09:00", "12:00")]
        let second = [try window([.thursday], "11:00", "18:00")]
        let hours = ChangeHours([first, second, []])
        #expect(hours.opening(from: try at("2026-11-28T00:00:00Z")) == (try at("2026-12-03T10:00:00Z")))
        #expect(!hours.isOpen(at: try at("2026-12-03T09:00:00Z")))
    }

    @Test("are always open where nothing is said, and never where they can't be or don't meet")
    func edges() throws {
        let now = try at("2026-11-28T00:00:00Z")
        #expect(ChangeHours([]).opening(from: now) == now)
        let apart = [[try window([.monday], "09:00", "10:00")], [try window([.tuesday], "09:00", "10:00")]]
        #expect(ChangeHours(apart).opening(from: now) == nil)
        #expect(try window([], "09:00", "10:00").problem == .neverOpen)
        #expect(ChangeHours([[try window([], "09:00", "10:00")]]).opening(from: now) == nil)
        #expect(try window([.monday], "09:00", "10:00", zone: "Nowhere/Land").opening(from: now) == nil)
    }

    @Test("say of a moment that they open next then, and not before", arguments: 0..<6)
    func properties(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<60 {
            let window = ChangeWindow(
                timeZone: ["Europe/Berlin", "America/New_York", "UTC"].randomElement(using: &random) ?? "UTC",
                days: [Weekday.allCases.randomElement(using: &random) ?? .monday],
                from: try #require(ClockTime(String(format: "%02d:00", Int.random(in: 0..<24, using: &random)))),
                to: try #require(ClockTime(String(format: "%02d:30", Int.random(in: 0..<24, using: &random)))))
            let now = Date(
                timeIntervalSince1970: Double(1_790_000_000 + Int.random(in: 0..<31_536_000, using: &random)))
            let opens = try #require(window.opening(from: now))
            #expect(window.isOpen(at: opens))
            #expect(opens - now.timeIntervalSince1970 >= Date(timeIntervalSince1970: 0))
            if opens > now {
                #expect(!window.isOpen(at: now) && !window.isOpen(at: opens - 1))
                let between = now + opens.timeIntervalSince(now) * Double.random(in: 0..<0.999, using: &random)
                #expect(!window.isOpen(at: between))
            }
        }
    }
}
