/// Judges what tickets and incidents were told in a storm: one note, one change of state, one incident for each intention. Pure.
struct TicketVerdict {
    struct Problem {
        let text: String
        let request: StormRequest?
        var lines: [String] = []
    }

    private let evidence: StormEvidence
    private let tickets: [String: [TicketWrite]]
    private let incidents: [String: [IncidentWrite]]

    init(_ evidence: StormEvidence) {
        self.evidence = evidence
        tickets = Dictionary(grouping: evidence.ticketWrites, by: \.ticket)
        incidents = Dictionary(grouping: evidence.incidentWrites, by: \.number)
    }

    var problems: [Problem] { notesTwice + statesTwice + incidentsTwice + incidentsMissing }

    /// Each note ends with the id of the event that it tells of.
    private var notesTwice: [Problem] {
        evidence.requests.compactMap { request in
            let twice = Self.repeated((tickets[request.ritm] ?? []).flatMap { $0.workNotes.map(Self.marker) })
            return twice.isEmpty ? nil : Problem(text: "was told more than once: \(twice)", request: request)
        }
    }

    /// In progress once, closed once, and never back.
    private var statesTwice: [Problem] {
        evidence.requests.compactMap { request in
            let states = (tickets[request.ritm] ?? []).compactMap(\.newState)
            return [[], ["2"], ["2", "3"], ["3"]].contains(states)
                ? nil : Problem(text: "was given the states \(states)", request: request)
        }
    }

    private var incidentsTwice: [Problem] {
        let opened = Self.repeated(evidence.incidentWrites.compactMap(\.correlationID)).map { id in
            Problem(text: "more than one incident was opened as \(id)", request: request(of: id), lines: lines(of: id))
        }
        let told = incidents.sorted { $0.key < $1.key }.compactMap { number, writes -> Problem? in
            let twice = Self.repeated(writes.flatMap { $0.workNotes.map(Self.marker) })
            return twice.isEmpty
                ? nil
                : Problem(
                    text: "\(number) was told more than once: \(twice)", request: nil, lines: writes.map(\.description))
        }
        return opened + told
    }

    /// What came to no good end, and stayed so, has an open incident; what has landed has none.
    private var incidentsMissing: [Problem] {
        let given = Set(evidence.deadLetters.compactMap(\.ritm))
        return evidence.requests.compactMap { request in
            guard !given.contains(request.ritm) else { return nil }
            let open = incidents.values.count { writes in
                writes.contains { $0.correlationID?.hasPrefix("landfall:\(request.ritm)") == true }
                    && !["6", "7", "8"].contains(writes.compactMap(\.newState).last ?? "1")
            }
            let rest = (tickets[request.ritm] ?? []).compactMap(Rest.init).last
            let isFailure = rest.map { [.reverted, .refused, .stuck].contains($0) } ?? false
            guard open != (isFailure ? 1 : 0) else { return nil }
            return Problem(
                text: "is \(rest?.rawValue ?? "not told of"), and has \(open) open incidents", request: request)
        }
    }

    // MARK: - Parts

    private func request(of correlationID: String) -> StormRequest? {
        evidence.requests.first { correlationID.hasPrefix("landfall:\($0.ritm)") }
    }

    private func lines(of correlationID: String) -> [String] {
        evidence.incidentWrites.filter { $0.correlationID == correlationID }.map(\.description)
    }

    private static func marker(_ note: String) -> String {
        note.split(separator: "\n").last { $0.hasPrefix("[landfall:") }.map(String.init) ?? note
    }

    private static func repeated(_ texts: [String]) -> [String] {
        Dictionary(grouping: texts) { $0 }.filter { $1.count > 1 }.keys.sorted()
    }
}
