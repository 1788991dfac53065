import Domain
import Fleet
import Foundation
import Postgres
import ServiceNow

/// Writes a turn to a ticket, once: intends it on record, writes, reads back, and says how to settle it.
struct TicketSettler: Sendable {
    let serviceNow: ServiceNowClient
    let writes: TicketWriteStore
    /// For tickets that a flow closes when their catalogue task is closed.
    let tasks: TaskSettler
    let now: @Sendable () -> Date

    /// What became of a write.
    enum Outcome {
        /// The ticket shows it. It is to be put on record by the statement, unless it is there already.
        case shown(CorrelationIDs?, onRecord: PostgresStatement?)
        /// The ticket is closed already; there is nothing left to tell it.
        case superseded
        /// The ticket doesn't show it: a rule of the instance, or a right that is missing.
        case notApplied(Failure)
        /// The flow that is to close the ticket has not done so yet.
        case later(Duration)
    }

    /// - Parameter standing: what is known of the write, read in the ticket's turn.
    /// - Throws: ``Failure``; ``Reason/serviceNowRecordGone`` when the ticket is gone, or may not be read.
    func settle(
        _ write: TicketWrite, _ standing: TicketWriteStore.Standing, trace: TraceContext
    ) async throws -> Outcome {
        let earlier = standing.intended
        if let earlier, earlier.isSettled {
            return .shown(CorrelationIDs(requestID: earlier.requestID), onRecord: nil)
        }
        let isAfterwards = write.turn.isAfterwards
        if standing.isFulfilled, !isAfterwards { return .superseded }
        var before = try await item(write, trace)
        if write.fulfilment == .task, let state = write.state {
            switch try await tasks.settle(write, closing: state, before, trace: trace) {
            case .settled(let item): before = item
            case .later(let pause): return .later(pause)
            case .notApplied(let failure): return .notApplied(failure)
            }
        }
        if let earlier {
            switch EarlierWrite.judge(
                write, countBefore: earlier.modificationCount, item: before,
                note: try await note(write, earlier, before, trace))
            {
            case .arrived: return confirm(write, before, nil)
            case .overtaken: return .superseded
            case .didNotArrive: break
            case .unknown:
                throw Failure(
                    .serviceNowReplyLost, "whether the note \(write.marker) is on \(before.ticket.number) can't be read"
                )
            }
        }
        if !before.isActive, !write.isReached(by: before), !isAfterwards {
            // A ticket that somebody has closed stays as they left it.
            guard write.turn == .fulfilled else { return .superseded }
            return .notApplied(
                Failure(
                    .serviceNowItemClosed,
                    "access landed, but \(before.ticket.number) had been closed meanwhile with state \(before.state)"))
        }
        try await writes.intend(write, modificationCount: before.modificationCount, at: now())
        guard
            let (_, correlation) = try await serviceNow.update(
                write.ticket.sysID, write.values(in: serviceNow.itemStates), trace: trace)
        else {
            throw gone(write)
        }
        return confirm(write, try await item(write, trace), correlation)
    }

    /// Looks whether the ticket shows it: what the answer to a write says isn't proof, because rules run after it.
    private func confirm(_ write: TicketWrite, _ item: RequestItem, _ correlation: CorrelationIDs?) -> Outcome {
        guard write.isShown(by: item) else {
            return .notApplied(
                Failure(
                    .serviceNowNotApplied,
                    "\(item.ticket.number) shows state \(item.state) and group “\(item.assignmentGroup)”, written were "
                        + "state \(write.state.map { serviceNow.itemStates[$0] } ?? "unchanged") and group “\(write.fields["assignment_group"] ?? "unchanged")”",
                    correlation: correlation))
        }
        return .shown(
            correlation,
            onRecord: TicketWriteStore.settlement(of: write, requestID: correlation?.requestID, at: now()))
    }

    private func note(
        _ write: TicketWrite, _ earlier: TicketWriteStore.Intended, _ item: RequestItem, _ trace: TraceContext
    ) async throws -> JournalReading {
        // Where the count tells already, the journal needn't be read.
        if earlier.modificationCount == item.modificationCount { return .unknown }
        return try await serviceNow.note(containing: write.marker, on: write.ticket.sysID, trace: trace)
    }

    private func item(_ write: TicketWrite, _ trace: TraceContext) async throws -> RequestItem {
        guard let item = try await serviceNow.requestItem(write.ticket.sysID, trace: trace) else { throw gone(write) }
        return item
    }

    private func gone(_ write: TicketWrite) -> Failure {
        Failure(.serviceNowRecordGone, "\(write.ticket.number) (\(write.ticket.sysID)) is gone, or may not be read")
    }
}
