import Foundation
import Testing

extension EndToEnd {
    @Suite(
        "ServiceNow is gone while runs land",
        .enabled(
            if: ProcessInfo.processInfo.environment["LANDFALL_OUTAGE_SETTLEMENTS"] != nil, "scripts/storm --outage"))
    struct TicketOutageTests {
        @Test("All settle without help when it is back, each once, with four calls at a time at most")
        func allSettle() async throws {
            let text = ProcessInfo.processInfo.environment["LANDFALL_OUTAGE_SETTLEMENTS"] ?? ""
            guard let count = Int(text), count > 0 else {
                throw HarnessError("LANDFALL_OUTAGE_SETTLEMENTS is no number from 1: \(text)")
            }
            let report = try await TicketOutage.run(settlements: count)
            say(report.description)
            #expect(report.closings.count == count)
            #expect(report.mostCallsAtATime <= 4)
        }
    }
}
