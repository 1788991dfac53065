import Foundation

/// A requested item as somebody who opens it in ServiceNow sees it.
struct Ticket: Hashable, Sendable {
    /// The states of `sc_req_item` that the stories tell apart.
    enum State: String, Sendable {
        case pending = "-5"
        case open = "1"
        case workInProgress = "2"
        case closedComplete = "3"
        case closedIncomplete = "4"
        case closedSkipped = "7"

        var isOpen: Bool {
            switch self {
            case .pending, .open, .workInProgress: true
            case .closedComplete, .closedIncomplete, .closedSkipped: false
            }
        }
    }

    var number: String
    /// Nil for a state that an instance has made up itself.
    var state: State?
    /// The state as it is shown: "Closed Complete".
    var stateLabel: String
    /// Whom it is assigned to, group or person, as shown; empty for nobody.
    var owner: String
    /// Oldest first.
    var workNotes: [String]

    func hasNote(saying text: String) -> Bool {
        workNotes.contains { $0.localizedCaseInsensitiveContains(text) }
    }
}
