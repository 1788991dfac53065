import Foundation

/// What a storm came to, for people.
struct StormReport: CustomStringConvertible {
    struct Times {
        let storm: Duration
        let calm: Duration
    }

    let plan: StormPlan
    let evidence: StormEvidence
    let breaches: [StormBreach]
    let times: Times
    let deeds: [String: Int]
    let faultsFired: Int
    let graphRequests: Int

    /// How many breaches are told in full.
    private static let most = 20

    var description: String {
        let rests = Dictionary(
            evidence.ticketWrites.compactMap { write in Rest(write).map { (write.ticket, $0) } },
            uniquingKeysWith: { $0 == .closedComplete ? $0 : $1 })
        let counts = Rest.allCases.map { rest in "\(rests.values.count { $0 == rest }) \(rest.rawValue)" }
        let happened = deeds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        let letters = evidence.deadLetters.map { "  \($0)" }
        return """
            Storm of seed \(plan.seed): \(plan.runs) runs, \(evidence.requests.count) requests; \
            \(seconds(times.storm)) of storm and \(seconds(times.calm)) until all was at rest
              tickets: \(counts.joined(separator: ", "))
              Entra: \(graphRequests) requests, \(evidence.graphWrites.count) to change something, \(evidence.effects.count) effects \
            (\(evidence.effects.count { $0.effect == "member.removed" }) of them removals)
              ServiceNow: \(evidence.ticketWrites.count) writes to tickets, \(evidence.incidentWrites.count { $0.correlationID != nil }) \
            incidents with \(evidence.incidentWrites.count { $0.correlationID == nil }) more writes
              happened: \(happened.joined(separator: ", ")), \(faultsFired) faults of the simulators
              dead letters: \(letters.isEmpty ? "none" : "\n" + letters.joined(separator: "\n"))
              \(breaches.isEmpty ? "I1 to I7 hold; each ticket and incident was told each thing once" : "\(breaches.count) BREACHES")
            """
    }

    /// The breaches, and how to have the same storm again.
    var complaint: String {
        let told = breaches.prefix(Self.most).map(\.description).joined(separator: "\n")
        let more = breaches.count > Self.most ? "\n… and \(breaches.count - Self.most) more" : ""
        return "\(Self.replay(plan))\n\(told)\(more)\n\(self)"
    }

    static func replay(_ plan: StormPlan) -> String {
        "The storm of seed \(plan.seed) again: scripts/storm --runs \(plan.runs) --seed \(plan.seed)"
    }

    private func seconds(_ duration: Duration) -> String { "\(duration.components.seconds) s" }

    /// Keeps the logs and what the witnesses said, if there was a breach and `LANDFALL_STORM_LOGS` names a folder.
    func keep(logsOf landscape: Landscape) throws {
        guard !breaches.isEmpty, let folder = ProcessInfo.processInfo.environment["LANDFALL_STORM_LOGS"] else { return }
        let target = URL(filePath: folder, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        func write(_ name: String, _ lines: [String]) throws {
            try Data(lines.joined(separator: "\n").utf8).write(to: target.appending(path: name))
        }
        for name in landscape.plan.replicas.map(\.name) + SimulatorKind.allCases.map(\.rawValue) {
            let log = target.appending(path: name + ".log")
            try? FileManager.default.removeItem(at: log)
            try FileManager.default.copyItem(at: landscape.files.log(name), to: log)
        }
        try write("breaches", breaches.map(\.description))
        try write("entra-effects", evidence.effects.map(\.description))
        try write("entra-writes", evidence.graphWrites.map(\.description))
        try write("tickets", evidence.ticketWrites.map(\.description))
        try write("incidents", evidence.incidentWrites.map(\.description))
        try write("events", plan.lanes.flatMap { $0.map { "\($0.after): \($0)" } })
    }
}
