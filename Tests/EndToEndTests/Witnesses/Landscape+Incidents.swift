import Foundation

/// A write that took effect on an incident, as the ServiceNow simulator's journal tells it.
struct IncidentWrite: Sendable, CustomStringConvertible {
    let at: String
    let number: String
    /// Only of the write that made it.
    let correlationID: String?
    /// The state that was written, when it changed.
    let newState: String?
    let workNotes: [String]

    init(
        at: String, number: String, correlationID: String? = nil, newState: String? = nil, workNotes: [String] = []
    ) {
        self.at = at
        self.number = number
        self.correlationID = correlationID
        self.newState = newState
        self.workNotes = workNotes
    }

    init?(_ entry: JSON) {
        guard entry["table"].string == "incident", let number = entry["number"].string else { return nil }
        let state = entry["changes"]["state"]
        let notes = entry["notes"].array ?? []
        self.init(
            at: entry["at"].string ?? "", number: number,
            correlationID: entry["effect"].string == "record.inserted"
                ? entry["changes"]["correlation_id"]["new"].string ?? "" : nil,
            newState: state["old"] == state["new"] ? nil : state["new"].string,
            workNotes: notes.filter { $0["element"].string == "work_notes" }.compactMap(\.["text"].string))
    }

    var description: String {
        let opened = correlationID.map { " opened as \($0)" } ?? ""
        let state = newState.map { " state \($0)" } ?? ""
        return "\(at) \(number)\(opened)\(state) \(workNotes.joined(separator: " | "))"
    }
}
