import Domain
import Foundation
import ServiceNow

/// What one event makes of a ticket: the fields to set, and a work note. Pure.
struct TicketWrite: Hashable, Sendable {
    var ticket: Ticket
    var run: RunID?
    var turn: TicketTurn
    /// The event that it tells of.
    var cause: UUID
    /// The state that the ticket is to show; nil to leave it as it is.
    var state: ItemState?
    /// By what the ticket gets to that state: the item is set to it, or its catalogue task is, and a flow closes the item then.
    var fulfilment = Fulfilment.item
    /// Other fields: never a state, never a note.
    var fields: [String: String] = [:]
    var note: String
    /// What the requester reads, too; nil for a note to those who work on the ticket alone.
    var comment: String?

    /// A text that only this note contains, by which it is found again on the ticket.
    var marker: String {
        "[landfall:\(cause.uuidString.lowercased())]"
    }

    /// The state that is written to the item itself; nil where that is left to the flow, or the state stays as it is.
    var writtenState: ItemState? {
        switch fulfilment {
        case .item: state
        case .task: nil
        }
    }

    /// What is sent: state and note in one call, so that neither is there without the other.
    func values(in states: StateValues<ItemState>) -> [String: String] {
        var values = fields
        values["state"] = writtenState.map { states[$0] }
        values["work_notes"] = "\(note)\n\(marker)"
        if let writtenState, writtenState.isClosed { values["close_notes"] = note }
        values["comments"] = comment
        return values
    }

    /// What is sent to the catalogue task that is closed: all of it in one call, too.
    func taskValues(closing state: ItemState, in states: StateValues<ItemState>) -> [String: String] {
        ["state": states[state], "close_notes": note, "work_notes": "\(note)\n\(marker)"]
    }

    /// Whether the ticket is in the state that was to be written.
    func isReached(by item: RequestItem) -> Bool {
        state != nil && item.knownState == state
    }

    /// Whether the ticket shows what was written, as far as fields show it.
    func isShown(by item: RequestItem) -> Bool {
        if let state, item.knownState != state { return false }
        if let group = fields["assignment_group"], item.assignmentGroup != group { return false }
        return true
    }
}
