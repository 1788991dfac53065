import Foundation
import SimulatorKit
import Testing

@testable import ServiceNowSimulator

@Suite("A date of the platform")
struct GlideDateTimeTests {
    @Test("is read as it was written, over four centuries")
    func roundTrip() throws {
        var random = SeededRandom(seed: 3)
        for _ in 0..<2_000 {
            let moment = GlideDateTime(seconds: Int.random(in: -6_000_000_000...6_000_000_000, using: &random))
            #expect(GlideDateTime(moment.text) == moment)
            let kit = Timestamp(Date(timeIntervalSince1970: Double(moment.seconds)))
            #expect(moment.text == "\(kit.dateText) \(kit.timeText)")
        }
    }

    @Test(
        "is refused where it is none",
        arguments: ["", "today", "2026-13-01", "2026-01-01 25:00:00", "2026-01-01T00:00:00", "a-b-c"])
    func refuses(text: String) { #expect(GlideDateTime(text) == nil) }

    @Test("shows in the zone of who looks, also across a change of clocks")
    func zones() throws {
        let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
        let winter = try #require(GlideDateTime("2026-01-15 12:00:00"))
        let summer = try #require(GlideDateTime("2026-07-15 12:00:00"))
        #expect(winter.text(in: berlin) == "2026-01-15 13:00:00")
        #expect(summer.text(in: berlin) == "2026-07-15 14:00:00")
        #expect(GlideDateTime("2026-07-15 14:00:00", in: berlin) == summer)
    }
}
