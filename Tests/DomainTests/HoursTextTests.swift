import Domain
import Foundation
import Testing

@Suite("Days, times and dates as policies write them")
struct HoursTextTests {
    @Test("every minute of a day is read as it is written, and midnight at its end, too")
    func everyMinute() {
        for minutes in 0...1_440 {
            let text = String(minutes / 60 + 100).suffix(2) + ":" + String(minutes % 60 + 100).suffix(2)
            let time = ClockTime(String(text))
            #expect(time?.minutes == minutes)
            #expect(time?.description == String(text))
        }
    }

    @Test(
        "what isn’t two digits, a colon and two digits of a day is no time",
        arguments: [
            "", "9:00", "09:0", "09:60", "24:01", "25:00", "99:99", "-1:00", "+9:00", "09.00", "09:00 ", " 09:00",
            "0900", "09:00:00", "٠٩:٠٠", "a9:00", "09:é",
        ])
    func noTime(_ text: String) {
        #expect(ClockTime(text) == nil)
    }

    @Test("days follow one another over months, leap days and years, and know their day of the week")
    func everyDay() throws {
        let calendar = {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = .gmt
            return calendar
        }()
        let first = try #require(CalendarDay("1968-12-25"))
        for number in first.number...(first.number + 25_000) {
            let day = CalendarDay(number: number)
            #expect(CalendarDay(day.description) == day)
            let date = Date(timeIntervalSince1970: Double(number) * 86_400 + 43_200)
            // Foundation counts from Sunday, 1.
            let weekday = (calendar.component(.weekday, from: date) + 5) % 7
            #expect(day.weekday == Weekday.allCases[weekday], "\(day)")
        }
        #expect(CalendarDay("1970-01-01")?.number == 0)
        #expect(try #require(CalendarDay("2028-02-29")) < #require(CalendarDay("2028-03-01")))
    }

    @Test(
        "what is no date of the calendar is none",
        arguments: [
            "", "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-01", "26-01-01", "2026-01-01T",
            "2026/01/01",
            "2026-01-0a", " 026-01-01", "２026-01",
        ])
    func noDate(_ text: String) {
        #expect(CalendarDay(text) == nil)
    }

    @Test("the week begins on Monday, and its names never change: policies hold them")
    func week() throws {
        let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        #expect(Weekday.allCases.map(\.rawValue) == names)
    }

    @Test("texts are what JSON has, and another text is refused")
    func json() throws {
        let window = Samples.window
        let json = String(decoding: try JSONEncoder().encode(window), as: UTF8.self)
        #expect(json.contains(#""from":"22:00""#) && json.contains(#""to":"04:00""#))
        #expect(try JSONDecoder().decode(ChangeWindow.self, from: Data(json.utf8)) == window)
        for (good, bad) in [("22:00", "22:60"), ("monday", "Monday")] {
            let wrong = json.replacing(good, with: bad)
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(ChangeWindow.self, from: Data(wrong.utf8)) }
        }
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([CalendarDay].self, from: Data(#"["2026-02-30"]"#.utf8))
        }
    }
}
