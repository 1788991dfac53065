import Domain
import Foundation
import ServiceNow
import SignIn

/// How it is told what came of it that somebody has closed an incident. Pure.
struct ClosingText: Hashable, Sendable {
    let incident: Incident
    /// What ServiceNow calls the person; nil where it doesn't say.
    let person: String?

    /// Who asks for the retry, as people, tickets and the audit trail know them.
    var askedBy: String { "\(person ?? "somebody"), by resolving \(incident.number) in ServiceNow" }

    /// In their words.
    var reason: String { WrittenReason.shortened("\(incident.number): \(incident.closeNotes)") }

    func refusal(_ sentence: String) -> String {
        IncidentText.cut(
            """
            \(person ?? "Somebody") resolved this incident, which asks for a Retry. The run is not carried out once more by that: \(sentence)
            What can be done about it is on the run's page.
            """, to: IncidentText.longestText)
    }

    /// By which the note is recognised: one for each failure that the incident was closed after.
    static func cause(of failure: IncidentTrouble, on row: IncidentRow) -> UUID {
        StableID.make(["incident closed", row.correlationID.description, failure.event.id.uuidString.lowercased()])
    }
}
