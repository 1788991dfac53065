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
    /// For how long the instance may still carry out a call that is known to have no outcome.
    let lateness: Duration
    let now: @Sendable () -> Date

    /// What became of a write.
    enum Outcome {
        /// The ticket shows it. It is to be put on record by the statement, unless it is there already.
        case shown(CorrelationIDs?, onRecord: PostgresStatement?)
        /// The ticket is closed already; there is nothing left to tell it.
        case superseded
        /// An earlier call may still take effect: whoever wrote now could write twice, or be written over. Or the flow that is to close the
        /// ticket has not done so yet.
        case later(Duration)
        /// The ticket doesn't show it: a rule of the instance, or a right that is missing.
        case notApplied(Failure)
    }

    /// - Parameters:
    ///   - standing: what is known of the write, read in the ticket's turn.
    ///   - holder: who has the turn.
    /// - Throws: ``Failure``; ``Reason/serviceNowRecordGone`` when the ticket is gone, or may not be read.
    func settle(
        _ write: TicketWrite, _ standing: TicketWriteStore.Standing, by holder: UUID, trace: TraceContext
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
        let unclear = standing.hasUnclear ? try await writes.unclear(of: write.ticket.number) : [:]
        if let earlier {
            switch EarlierWrite.judge(
                write, countBefore: earlier.modificationCount, item: before,
                note: try await note(write, earlier, before, trace), effectWithin: time(unclear[write.marker]))
            {
            case .arrived: return confirm(write, before, nil)
            case .overtaken: return .superseded
            case .didNotArrive: break
            case .mayStillCome(let wait): return .later(wait)
            case .unknown:
                throw Failure(
                    .serviceNowReplyLost, "whether the note \(write.marker) is on \(before.ticket.number) can't be read"
                )
            }
        }
        // "Work in progress" that comes late would open a ticket again that was closed meanwhile.
        if let wait = unclear.filter({ $0.key != write.marker }).values.compactMap(time).max() { return .later(wait) }
        if !before.isActive, !write.isReached(by: before), !isAfterwards {
            // A ticket that somebody has closed stays as they left it.
            guard write.turn == .fulfilled else { return .superseded }
            return .notApplied(
                Failure(
                    .serviceNowItemClosed,
                    "access landed, but \(before.ticket.number) had been closed meanwhile with state \(before.state)"))
        }
        // Who stood still for too long has lost the turn, and somebody else may be telling the ticket the same by now.
        guard try await writes.intend(write, by: holder, modificationCount: before.modificationCount, at: now()) else {
            return .later(.seconds(1))
        }
        guard let correlation = try await call(write, trace) else { throw gone(write) }
        return confirm(write, try await item(write, trace), correlation)
    }

    private func call(_ write: TicketWrite, _ trace: TraceContext) async throws -> CorrelationIDs? {
        do {
            return try await serviceNow.update(
                write.ticket.sysID, write.values(in: serviceNow.itemStates), trace: trace)?.correlation
        } catch let failure as Failure where failure.wasNotCarriedOut || failure.reason == .serviceNowUnavailable {
            // Turned away, or not even sent: nothing comes of it later, and the next try needn't wait for that.
            try await writes.database.query(TicketWriteStore.ending(of: write))
            throw failure
        }
    }

    /// How long until a call has no effect any more that has been without an outcome for so long; nil when it has none now.
    private func time(_ unclearFor: Duration?) -> Duration? {
        unclearFor.flatMap { $0 < lateness ? lateness - $0 : nil }
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
