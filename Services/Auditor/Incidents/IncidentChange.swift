import Domain
import ServiceNow

/// What is written to an incident: a note with its marker, and where it is opened again or resolved, its state. Pure.
struct IncidentChange: Hashable, Sendable {
    /// The state that the incident is to show; nil to leave it as it is.
    var state: IncidentState?
    /// Other fields: never a state, never a note.
    var fields: [String: String] = [:]
    var note: String
    /// A text that only this note contains, by which it is found again.
    var marker: String

    /// What is sent: all of it in one call. A resolution without its code and notes in the same call is refused.
    func values(in states: StateValues<IncidentState>) -> [String: String] {
        var values = fields
        values["state"] = state.map { states[$0] }
        values["work_notes"] = "\(note)\n\(marker)"
        return values
    }

    /// Tells of a failure. One that somebody has resolved is opened again.
    ///
    /// - Parameter missing: fields that the incident was opened with, and doesn't show.
    /// - Returns: nil for an incident that is closed for good.
    static func telling(
        _ note: String, marker: String, on incident: Incident, missing: [String: String]
    ) -> IncidentChange? {
        guard !incident.isClosed else { return nil }
        return IncidentChange(
            state: incident.isOpen ? nil : .inProgress, fields: missing, note: note, marker: marker)
    }

    /// Says that all is put right.
    ///
    /// - Returns: nil for an incident that is resolved or closed already.
    static func resolving(
        _ note: String, marker: String, on incident: Incident, closeCode: String
    ) -> IncidentChange? {
        guard incident.isOpen else { return nil }
        return IncidentChange(
            state: .resolved, fields: ["close_code": closeCode, "close_notes": note], note: note,
            marker: marker)
    }

    /// What of it the incident doesn't show; nil when it shows all. What the answer to a write says isn't proof, because rules run after it,
    /// and fields that may not be set are dropped without a word.
    func missing(from incident: Incident) -> String? {
        switch state {
        case .resolved? where incident.isOpen: return "state resolved"
        case .inProgress? where !incident.isOpen: return "state in_progress"
        default: break
        }
        // An empty journal may be one that may not be read.
        if incident.note(containing: marker) == .absent { return "the note \(marker)" }
        return fields.keys.sorted().first { incident.lacks($0) }
    }
}

extension Incident {
    /// Whether it doesn't show a field that it was opened with. Another value is no lack: an instance's rules assign incidents as they like.
    func lacks(_ field: String) -> Bool {
        switch field {
        case "correlation_id": correlationID.isEmpty
        case "short_description": shortDescription.isEmpty
        case "assignment_group": assignmentGroup.isEmpty
        default: false
        }
    }
}
