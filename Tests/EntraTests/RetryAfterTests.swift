import Foundation
import Testing

@testable import Entra

@Suite("How long Graph asks to wait")
struct RetryAfterTests {
    static let rows: [(String, Double?)] = [
        ("10", 10), ("0", 0), ("2.128", 2.128), (" 7 ", 7), ("999999999", 86_400),
        ("Mon, 23 Nov 2026 08:10:30 GMT", 30), ("Mon, 23 Nov 2026 08:09:00 GMT", 0),
        ("Fri, 31 Dec 2027 23:59:59 GMT", 86_400),
        ("", nil), (".", nil), ("-5", nil), ("1e5", nil), ("inf", nil), ("nan", nil), ("0x10", nil), ("1.2.3", nil),
        ("soon", nil),
        ("١٠", nil), ("Mon, 31 Feb 2026 08:10:30 GMT", nil), ("Mon, 23 Nov 2026 08:10:30 CET", nil),
        ("Mon, 23 Nov 2026 24:10:30 GMT", nil), ("Monday, 23-Nov-26 08:10:30 GMT", nil),
        ("Mon, 23 Nov 2026 08:10 GMT", nil),
    ]

    @Test("seconds, fractions and dates are read, anything else is no wait", arguments: rows)
    func row(_ text: String, _ seconds: Double?) throws {
        let now = try #require(HTTPDate.parse("Mon, 23 Nov 2026 08:10:00 GMT"))
        #expect(now == Date(timeIntervalSince1970: 1_795_421_400))
        #expect(RetryAfter.seconds(text, now: now) == seconds)
    }

    @Test("a date is compared with the answer's own date, so that the clocks needn't agree")
    func ownDate() {
        let answer = Fixtures.answer(
            503, fields: ["Retry-After": "Thu, 01 Jan 2032 00:00:20 GMT", "Date": "Thu, 01 Jan 2032 00:00:00 GMT"])
        #expect(answer.retryAfterSeconds == 20)
    }

    @Test("a leap second is read as the second before it")
    func leapSecond() {
        #expect(HTTPDate.parse("Sat, 31 Dec 2016 23:59:60 GMT") == HTTPDate.parse("Sat, 31 Dec 2016 23:59:59 GMT"))
    }
}
