import Domain
import Fleet
import Foundation
import ServiceNow

extension IncidentSettler {
    enum Establishment {
        /// There is one now.
        case stands(IncidentRow, byThisCall: Bool)
        /// An earlier call may still make one.
        case later(Duration)
    }

    /// Sees to it that there is exactly one incident: finds it by its correlation id, or opens it.
    func establish(
        _ row: IncidentRow, _ text: IncidentText, _ trouble: IncidentTrouble, _ trace: TraceContext
    ) async throws -> Establishment {
        var found = try await serviceNow.incidents(row.correlationID, trace: trace)
        var own: SysID?
        if found.isEmpty {
            if let wait = try await timeForLateCalls(on: row) { return .later(wait) }
            own = try await open(row, text, trouble, trace)
            // Somebody else may have opened one at the same moment.
            found = try await serviceNow.incidents(row.correlationID, trace: trace)
        }
        if found.isEmpty, let own, let incident = try await serviceNow.incident(own, trace: trace) {
            // It was made without its correlation id, which is written once more with the first note.
            found = [incident]
        }
        guard let first = found.first else {
            throw Failure(.serviceNowReplyLost, "the incident \(row.correlationID) was opened, and is not to be found")
        }
        try await resolve(doubles: found.dropFirst(), of: first, row, trouble, trace)
        return .stands(try await keepInMind(first, as: row), byThisCall: own == first.sysID)
    }

    private func open(
        _ row: IncidentRow, _ text: IncidentText, _ trouble: IncidentTrouble, _ trace: TraceContext
    ) async throws -> SysID {
        let cause = trouble.event.id
        try await store.intend(.opened, telling: cause, on: row, modificationCount: nil, at: now())
        return try await calling(.opened, cause, row) {
            try await serviceNow.openIncident(row.correlationID, opening(text, row), trace: trace).sysID
        }
    }

    /// The one with the lowest number stays, whoever made it; those who find the others are told there.
    private func resolve(
        doubles: some Sequence<Incident>, of first: Incident, _ row: IncidentRow, _ trouble: IncidentTrouble,
        _ trace: TraceContext
    ) async throws {
        let note = "Opened twice at the same moment: \(first.number) is the one that is kept up to date."
        let changes = doubles.compactMap { double in
            IncidentChange.resolving(
                note, marker: IncidentText.marker(of: trouble.event), on: double, closeCode: settings.closeCode
            ).map { (double, $0) }
        }
        guard !changes.isEmpty else { return }
        let cause = trouble.event.id
        try await store.intend(.doubled, telling: cause, on: row, modificationCount: nil, at: now())
        for (double, change) in changes {
            _ = try await serviceNow.updateIncident(
                double.sysID, change.values(in: serviceNow.incidentStates), trace: trace)
            guard let after = try await serviceNow.incident(double.sysID, trace: trace), !after.isOpen else {
                throw Failure(
                    .serviceNowNotApplied, "\(double.number), which is \(first.number) once more, is not resolved")
            }
        }
        try await store.settleDoubles(cause, of: row, at: now())
    }

    func keepInMind(_ incident: Incident, as row: IncidentRow) async throws -> IncidentRow {
        try await store.found(incident, as: row)
        var standing = row
        (standing.sysID, standing.number, standing.state) = (incident.sysID, incident.number, incident.state)
        return standing
    }

    /// What an incident is opened with.
    func opening(_ text: IncidentText, _ row: IncidentRow) -> [String: String] {
        settings.fields.merging([
            "short_description": text.title, "description": text.description,
            "correlation_id": row.correlationID.description, "correlation_display": "Landfall",
        ]) { $1 }
    }
}

extension IncidentRow {
    /// Which field that it was opened with the incident, just made, doesn't show.
    func lack(of incident: Incident) -> String? {
        isOpened
            ? nil : ["correlation_id", "short_description", "assignment_group"].first { incident.lacks($0) }
    }
}
