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
        let judgement = judge(
            setting: write.writtenState, isUntouched: item.modificationCount == countBefore, shows: item.knownState,
            note: note, effectWithin: time)
        guard judgement == .arrived, note == .present else { return judgement }
        // What closes the ticket isn't overtaken by its being closed: as what, is the question then.
        let closes = write.state?.isClosed ?? false
        let isOvertaken = !closes && !write.turn.isAfterwards && !item.isActive && !write.isReached(by: item)
        return isOvertaken ? .overtaken : .arrived
    }

    /// - Parameters:
    ///   - state: the state that was written to the catalogue task.
    ///   - countBefore: the task's `sys_mod_count` right before the call.
    ///   - task: the task now.
    ///   - note: whether the note is on the task.
    ///   - time: until the call can have no effect any more; nil when it can't now.
    static func judge(
        setting state: ItemState, countBefore: Int, task: CatalogTask, note: JournalReading,
        effectWithin time: Duration?
    ) -> EarlierWrite {
        judge(
            setting: state, isUntouched: task.modificationCount == countBefore, shows: task.knownState, note: note,
            effectWithin: time)
    }

    private static func judge(
        setting state: ItemState?, isUntouched: Bool, shows shown: ItemState?, note: JournalReading,
        effectWithin time: Duration?
    ) -> EarlierWrite {
        let absent = time.map { EarlierWrite.mayStillCome(within: $0) } ?? .didNotArrive
        // Nothing at all was written to the record since.
        if isUntouched { return absent }
        switch note {
        case .present: return .arrived
        case .absent: return absent
        case .unknown:
            // State and note travel in one call: where the one arrived, so did the other.
            guard let state else { return .unknown }
            return shown == state ? .arrived : .unknown
        }
    }
}
