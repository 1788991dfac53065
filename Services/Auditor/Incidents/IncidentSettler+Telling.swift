import Domain
import Fleet
import Foundation
import ServiceNow

extension IncidentSettler {
    /// Tells of a failure: opens an incident, or adds a note to the one that there is.
    ///
    /// - Parameter isReplacement: whether it takes the place of one that can't be opened again; no more than one does at a time.
    func tell(
        _ text: IncidentText, of trouble: IncidentTrouble, on row: IncidentRow, isReplacement: Bool = false,
        trace: TraceContext
    ) async throws -> Outcome {
        var row = row
        var isNew = false
        if row.sysID == nil {
            switch try await establish(row, text, trouble, trace) {
            case .later(let wait): return .later(wait)
            case .stands(let standing, let byThisCall): (row, isNew) = (standing, byThisCall)
            }
        }
        let cause = trouble.event.id
        if !isNew, let wait = try await timeForLateCalls(on: row, besides: cause) { return .later(wait) }
        guard let sysID = row.sysID, let incident = try await serviceNow.incident(sysID, trace: trace) else {
            guard !isReplacement else { throw gone(row) }
            return try await tell(
                text, of: trouble, on: replace(row, seenAs: IncidentRow.gone), isReplacement: true, trace: trace)
        }
        if incident.description.contains(text.marker), row.lack(of: incident) == nil {
            return try await settle(.opened, cause, row, incident, nil)
        }
        if !isNew, let earlier = try await store.write(telling: cause, on: row), earlier.turn == .updated {
            switch try await judge(earlier, cause, row, incident, setting: nil, text.marker) {
            case .arrived:
                if let lack = row.lack(of: incident) { throw notShown(lack, incident) }
                return try await settle(.updated, cause, row, incident, nil)
            case .later(let wait): return .later(wait)
            case .didNotArrive: break
            }
        }
        let missing = row.isOpened ? [:] : opening(text, row).filter { incident.lacks($0.key) }
        guard let change = IncidentChange.telling(text.note, marker: text.marker, on: incident, missing: missing) else {
            guard !isReplacement else { throw gone(row) }
            return try await tell(
                text, of: trouble, on: replace(row, seenAs: incident.state), isReplacement: true, trace: trace)
        }
        return try await write(change, .updated, cause, row, incident, trace)
    }

    private func replace(_ row: IncidentRow, seenAs state: String) async throws -> IncidentRow {
        try await store.replace(row, seenAs: state, at: now())
    }
}
