import Domain
import ServiceNow

/// Whether a write whose outcome is not on record has arrived. Pure.
enum EarlierWrite: Hashable {
    case arrived
    /// It has arrived, and the ticket was closed after that, so that it shows another state.
    case overtaken
    case didNotArrive
    /// It isn't there, but may still come: an instance can be at work on a call whose answer was lost.
    case mayStillCome(within: Duration)
    case unknown

    /// - Parameters:
    ///   - countBefore: the ticket's `sys_mod_count` right before the call.
    ///   - item: the ticket now.
    ///   - note: whether its note is on the ticket.
    ///   - time: until the call can have no effect any more; nil when it can't now.
    static func judge(
        _ write: TicketWrite, countBefore: Int?, item: RequestItem, note: JournalReading, effectWithin time: Duration?
    ) -> EarlierWrite {
        let absent = time.map { EarlierWrite.mayStillCome(within: $0) } ?? .didNotArrive
        // Nothing at all was written to the ticket since.
        if let countBefore, item.modificationCount == countBefore { return absent }
        switch note {
        case .present:
            let isOvertaken =
                write.turn != .fulfilled && !write.turn.isAfterwards && !item.isActive && item.state != write.state
            return isOvertaken ? .overtaken : .arrived
        case .absent: return absent
        case .unknown:
            // State and note travel in one call: where the one arrived, so did the other.
            guard let state = write.state else { return .unknown }
            return item.state == state ? .arrived : .unknown
        }
    }
}
