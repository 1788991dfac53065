import Domain
import Foundation
import Testing

@Suite("Times as text")
struct TimestampTests {
    @Test("every millisecond survives being written and read")
    func milliseconds() {
        for base in [0.0, 1_795_421_400, 4_102_444_799, 951_782_400] {
            for millisecond in 0..<1_000 {
                let date = Date(timeIntervalSince1970: base + Double(millisecond) / 1_000)
                let text = Timestamp.text(of: date)
                let fraction = String(millisecond)
                #expect(
                    text.hasSuffix("." + String(repeating: "0", count: 3 - fraction.count) + fraction + "Z"), "\(text)")
                #expect(Timestamp.date(of: text) == Timestamp.rounded(date), "\(text)")
            }
        }
    }

    @Test("any time is read back to the millisecond")
    func random() {
        var generator = SeededGenerator(state: 3)
        for _ in 0..<5_000 {
            let date = Date(timeIntervalSince1970: Double.random(in: 0...4_102_444_800, using: &generator))
            let read = Timestamp.date(of: Timestamp.text(of: date))
            #expect(read == Timestamp.rounded(date))
            #expect(read.map { abs($0.timeIntervalSince(date)) <= 0.000_501 } == true)
            #expect(read.map(Timestamp.text) == Timestamp.text(of: date))
        }
    }

    static let texts: [(String, Double)] = [
        ("2026-11-23T08:10:00.123Z", 1_795_421_400.123), ("2026-11-23T08:10:00Z", 1_795_421_400),
        ("1970-01-01T00:00:00.000Z", 0), ("2024-02-29T23:59:59.999Z", 1_709_251_199.999),
    ]

    @Test("times are read, with or without a fraction", arguments: texts)
    func read(_ text: String, _ seconds: Double) {
        #expect(
            Timestamp.date(of: text).map(Timestamp.rounded) == Timestamp.rounded(Date(timeIntervalSince1970: seconds)))
    }

    @Test(
        "texts that are no time",
        arguments: [
            "", "now", "2026-11-23", "08:10:00Z", "2026-11-23T08:10:00", "2026-11-23 08:10:00Z", "2026-11-23T08:10Z",
            "2026-13-23T08:10:00Z",
            "2026-02-30T08:10:00Z", "2026-11-23T25:10:00Z", "2026-11-23T08:61:00Z", "2026-11-23T08:10:00.123Zjunk",
            " 2026-11-23T08:10:00Z",
            "2026-11-23T08:10:00Z ", "2026-11-23T08:10:00.Z", "1795421400", "2026-11-23T08:10:00.123ZZ",
            "٢٠٢٦-11-23T08:10:00Z",
            "-2026-11-23T08:10:00Z", "99999999999999999999-01-01T00:00:00Z",
        ])
    func refused(_ text: String) {
        #expect(Timestamp.date(of: text) == nil)
    }
}
