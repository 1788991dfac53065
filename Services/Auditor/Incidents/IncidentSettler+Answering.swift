import Domain
import Foundation
import ServiceNow

extension IncidentSettler {
    /// Adds a note to an incident that a person has resolved, once; it stays as they left it.
    ///
    /// - Parameter cause: names the note; it is no event.
    func answer(
        _ note: String, _ cause: UUID, on row: IncidentRow, _ incident: Incident, trace: TraceContext
    ) async throws -> Outcome {
        let marker = IncidentText.marker(of: cause)
        if let earlier = try await store.write(telling: cause, on: row) {
            guard !earlier.isSettled else { return .settled }
            switch try await judge(earlier, cause, row, incident, setting: nil, marker) {
            case .arrived: return try await settle(.answered, cause, row, incident, nil)
            case .later(let wait): return .later(wait)
            case .didNotArrive: break
            }
        }
        return try await write(
            IncidentChange(note: note, marker: marker), .answered, cause, row, incident, trace)
    }
}
