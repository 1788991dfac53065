import Foundation

/// A write that took effect on a ticket, as the ServiceNow simulator's journal tells it.
struct TicketWrite: Sendable, CustomStringConvertible {
    let at: String
    let ticket: String
    /// The state that was written, when it changed.
    let newState: String?
    let workNotes: [String]

    init(at: String, ticket: String, newState: String? = nil, workNotes: [String] = []) {
        self.at = at
        self.ticket = ticket
        self.newState = newState
        self.workNotes = workNotes
    }

    init?(_ entry: JSON) {
        guard entry["table"].string == "sc_req_item", let number = entry["number"].string else { return nil }
        at = entry["at"].string ?? ""
        ticket = number
        let state = entry["changes"]["state"]
        newState = state["old"] == state["new"] ? nil : state["new"].string
        workNotes = (entry["notes"].array ?? []).filter { $0["element"].string == "work_notes" }.compactMap(
            \.["text"].string)
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
