/// Where a request has come to rest, as its ticket shows it to people.
enum Rest: String, Sendable, CaseIterable {
    case closedComplete = "closed complete"
    case blocked
    case waiting
    case reverted
    /// A part was refused before anything was changed.
    case refused
    case stuck
    case stopped

    init?(_ write: TicketWrite) {
        if write.newState == "3" {
            self = .closedComplete
            return
        }
        let beginnings: [(String, Rest)] = [
            ("Blocked:", .blocked), ("Awaiting approval:", .waiting), ("Reverted:", .reverted), ("Refused:", .refused),
            ("Stuck:", .stuck),
            ("Stopped at the stage", .stopped),
        ]
        let found = beginnings.first { beginning, _ in write.workNotes.contains { $0.hasPrefix(beginning) } }
        guard let rest = found?.1 else { return nil }
        self = rest
    }
}
