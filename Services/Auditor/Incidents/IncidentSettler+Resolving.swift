import Domain
import Fleet
import ServiceNow

extension IncidentSettler {
    /// Resolves an incident. One that somebody has resolved or closed stays as they left it.
    ///
    /// What was to be told on it before, and has no outcome, is waited for: it could open the incident, or open it again, after this.
    func resolve(_ row: IncidentRow, by event: Event, note: String, trace: TraceContext) async throws -> Outcome {
        var row = row
        if row.sysID == nil, let found = try await serviceNow.incidents(row.correlationID, trace: trace).first {
            row = try await keepInMind(found, as: row)
        }
        var incident: Incident?
        if let sysID = row.sysID { incident = try await serviceNow.incident(sysID, trace: trace) }
        if let incident { try await store.settleOpening(shownBy: incident, on: row, at: now()) }
        if let wait = try await timeForLateCalls(on: row, besides: event.id) { return .later(wait) }
        try await store.forgetUnsettled(on: row, besides: event.id)
        guard let incident else { return try await leave(row, as: IncidentRow.gone) }
        let marker = IncidentText.marker(of: event)
        if let earlier = try await store.write(telling: event.id, on: row) {
            guard !earlier.isSettled else { return .settled }
            switch try await judge(earlier, event.id, row, incident, setting: .resolved, marker) {
            case .arrived: return try await settle(.resolved, event.id, row, incident, nil)
            case .later(let wait): return .later(wait)
            case .didNotArrive: break
            }
        }
        guard
            let change = IncidentChange.resolving(note, marker: marker, on: incident, closeCode: settings.closeCode)
        else { return try await leave(row, as: incident.state) }
        return try await write(change, .resolved, event.id, row, incident, trace)
    }

    private func leave(_ row: IncidentRow, as state: String) async throws -> Outcome {
        try await store.saw(state, of: row)
        return .settled
    }
}
