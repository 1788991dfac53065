import Foundation
import Testing

extension EndToEnd {
    @Suite("A storm: seeded faults, kills and restarts of everything")
    struct StormTests {
        /// `scripts/storm` sets these; without it the storm is a short one, and the same each time.
        private static func number(_ name: String, or standard: UInt64) throws -> UInt64 {
            guard let text = ProcessInfo.processInfo.environment[name] else { return standard }
            guard let number = UInt64(text) else { throw HarnessError("\(name) is no number: \(text)") }
            return number
        }

        @Test("Every run comes to rest, and I1 to I7 hold by the simulators' journals")
        func invariantsHold() async throws {
            let plan = StormPlan(
                seed: try Self.number("LANDFALL_STORM_SEED", or: 1),
                runs: Int(clamping: try Self.number("LANDFALL_STORM_RUNS", or: 60)))
            do {
                let report = try await Storm.run(plan)
                guard report.breaches.isEmpty else { throw HarnessError(report.complaint) }
                say(report.description)
            } catch {
                throw HarnessError("\(StormReport.replay(plan))\n\(error)")
            }
        }
    }
}
