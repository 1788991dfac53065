import Foundation

/// A write that took effect on a ticket, as the ServiceNow simulator's journal tells it.
struct TicketWrite: Sendable, CustomStringConvertible {
    let at: String
    let ticket: String
    /// The state that was written, when it changed.
    let newState: String?
    let workNotes: [String]
    /// What the requester reads.
    let comments: [String]

    init(at: String, ticket: String, newState: String? = nil, workNotes: [String] = [], comments: [String] = []) {
        self.at = at
        self.ticket = ticket
        self.newState = newState
        self.workNotes = workNotes
        self.comments = comments
    }

    init?(_ entry: JSON) {
        guard entry["table"].string == "sc_req_item", let number = entry["number"].string else { return nil }
        at = entry["at"].string ?? ""
        ticket = number
        let state = entry["changes"]["state"]
        newState = state["old"] == state["new"] ? nil : state["new"].string
        let notes = entry["notes"].array ?? []
        func texts(_ element: String) -> [String] {
            notes.filter { $0["element"].string == element }.compactMap(\.["text"].string)
        }
        workNotes = texts("work_notes")
        comments = texts("comments")
    }

    var description: String {
        let state = newState.map { " state \($0)" } ?? ""
        return "\(at) \(ticket)\(state) \(workNotes.joined(separator: " | "))"
    }
}

extension Landscape {
    /// Every write that took effect on a request item, in order.
    func ticketWrites() async throws -> [TicketWrite] {
        (try await serviceNow.get("/_sim/journal").array ?? []).compactMap(TicketWrite.init)
    }
}
