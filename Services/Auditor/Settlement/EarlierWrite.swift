import Domain
import ServiceNow

/// Whether a write whose outcome is not on record has arrived. Pure.
enum EarlierWrite: Hashable {
    case arrived
    /// It has arrived, and the ticket was closed after that, so that it shows another state.
    case overtaken
    case didNotArrive
    case unknown

    /// - Parameters:
    ///   - countBefore: the ticket's `sys_mod_count` right before the call.
    ///   - item: the ticket now.
    ///   - note: whether its note is on the ticket.
    static func judge(_ write: TicketWrite, countBefore: Int?, item: RequestItem, note: JournalReading) -> EarlierWrite
    {
        // Nothing at all was written to the ticket since.
        if let countBefore, item.modificationCount == countBefore { return .didNotArrive }
        switch note {
        case .present:
            let isOvertaken =
                write.turn != .fulfilled && !write.turn.isAfterwards && !item.isActive && !write.isReached(by: item)
            return isOvertaken ? .overtaken : .arrived
        case .absent: return .didNotArrive
        case .unknown:
            // State and note travel in one call: where the one arrived, so did the other.
            guard let state = write.state else { return .unknown }
            return item.knownState == state ? .arrived : .unknown
        }
    }
}
