/// Follows the simulators' journals while the storm goes on.
actor StormWitness {
    /// A request that could have changed something in Entra.
    struct GraphWrite: Sendable, CustomStringConvertible {
        let at: String
        let method: String
        let path: String
        let requestID: String
        let clientRequestID: String?
        let batchRequestID: String?

        var description: String {
            let batch = batchRequestID.map { " in the batch \($0)" } ?? ""
            return "\(at) \(method) \(path) request \(requestID) client \(clientRequestID ?? "none")\(batch)"
        }
    }

    private let landscape: Landscape
    private var entraCount = 0
    private var requestCount = 0
    private var ticketCount = 0
    private(set) var effects: [MembershipWrite] = []
    /// What took effect in Entra and is no change of a membership: nothing may do that.
    private(set) var otherEffects: [String] = []
    private(set) var graphWrites: [GraphWrite] = []
    private(set) var ticketWrites: [TicketWrite] = []
    private(set) var incidentWrites: [IncidentWrite] = []
    private(set) var rests: [String: Rest] = [:]
    /// When something came to rest last.
    private(set) var lastRest = ContinuousClock.now

    init(_ landscape: Landscape) {
        self.landscape = landscape
    }

    /// Those that are at rest, and may be carried out once more.
    var unsuccessful: [String] { rests.filter { [.reverted, .refused, .stuck].contains($0.value) }.map(\.key) }

    /// A request is carried out once more: it isn't at rest any longer.
    func goesOn(_ ritm: String) { rests[ritm] = nil }

    var graphRequestCount: Int { requestCount }

    /// Reads what the journals have grown by. One at a time.
    func look() async throws {
        for entry in try await grown(.entra, "journal", after: entraCount) {
            entraCount += 1
            if let write = MembershipWrite(entry) {
                effects.append(write)
            } else {
                otherEffects.append("\(entry)")
            }
        }
        for entry in try await grown(.entra, "requests", after: requestCount) {
            requestCount += 1
            if let write = Self.graphWrite(entry) { graphWrites.append(write) }
        }
        for entry in try await grown(.serviceNow, "journal", after: ticketCount) {
            ticketCount += 1
            if let write = IncidentWrite(entry) { incidentWrites.append(write) }
            guard let write = TicketWrite(entry) else { continue }
            ticketWrites.append(write)
            guard let rest = Rest(write) else { continue }
            if rests[write.ticket] != .closedComplete { rests[write.ticket] = rest }
            lastRest = ContinuousClock.now
        }
    }

    /// - Throws: when the simulator had to forget something: then it is no witness any more.
    private func grown(_ simulator: SimulatorKind, _ record: String, after count: Int) async throws -> [JSON] {
        let entries =
            try await landscape.caller(landscape.ports[simulator]).get("/_sim/\(record)?after=\(count)")
            .array ?? []
        if let first = entries.first, first["seq"].integer != count + 1 {
            throw HarnessError(
                "the \(simulator.rawValue) simulator's \(record) begin with \(first), not at \(count + 1)")
        }
        return entries
    }

    private static func graphWrite(_ entry: JSON) -> GraphWrite? {
        guard let method = entry["method"].string, ["POST", "PATCH", "DELETE"].contains(method),
            let path = entry["path"].string, path.hasPrefix("/v1.0/"), path != "/v1.0/$batch",
            let id = entry["request_id"].string
        else { return nil }
        return GraphWrite(
            at: entry["at"].string ?? "", method: method, path: path, requestID: id,
            clientRequestID: entry["client_request_id"].string, batchRequestID: entry["batch_request_id"].string)
    }
}
