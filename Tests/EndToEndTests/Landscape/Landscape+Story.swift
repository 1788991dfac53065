import Foundation
import Interposer
import Synchronization

extension Landscape {
    /// What a person needs to know of a landscape in which something went wrong.
    func story() async -> String {
        let running = processes.withLock { $0.values.sorted { $0.name < $1.name } }
        let depths = (try? await broker.depths()) ?? "  the broker does not answer"
        let written = (try? await membershipWrites().count).map(String.init) ?? "unknown"
        let landed = (try? await landedTickets().count).map(String.init) ?? "unknown"
        let logs = running.map { process in
            let state = process.exitStatus.map { "ended with \($0)" } ?? "running"
            return "\(process.name), \(state), last said:\n\(process.logTail())"
        }
        let steps = interposers.map { service, interposer in
            let last = interposer.steps.suffix(15).map { "  \($0.number) \($0)" }.joined(separator: "\n")
            let blind = interposer.blindSpots.map { "  not seen: \($0)" }.joined(separator: "\n")
            return "the last steps of \(service.rawValue):\n\(last)\n\(blind)"
        }
        return """

            The story of this landscape
            Queues (as of some seconds ago):
            \(depths)
            Effective writes in Entra: \(written). Tickets closed complete: \(landed).
            \(steps.joined(separator: "\n"))
            \(logs.joined(separator: "\n"))
            """
    }
}
