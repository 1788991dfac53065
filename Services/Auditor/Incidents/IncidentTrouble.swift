import Domain
import Fleet
import Foundation

/// Something that failed, and stays so until an event says that it was put right. Pure.
struct IncidentTrouble: Hashable, Sendable {
    /// What it is that failed.
    enum Matter: Hashable, Sendable {
        /// The run came to no good end in this start.
        case run(start: Int)
        /// A message about the access waits in a dead-letter queue.
        case message
        /// The ticket doesn't show an event.
        case ticket(cause: String)
        /// An event is not in the audit trail.
        case record
        /// An access was not removed at its end.
        case end(OperationKey)
    }

    /// The event that says so.
    let event: Event
    let key: IncidentKey
    let matter: Matter

    /// Nil for an event that isn't about a failure that people have to see to.
    init?(_ event: Event) {
        switch event.fact {
        // Taken back by a person's wish is no failure.
        case .runReverted(let ended) where ended.rollback == nil: matter = .run(start: ended.start ?? 1)
        case .runStuck(let ended): matter = .run(start: ended.start ?? 1)
        case .accessEndFailed(let ended): matter = .end(ended.outcome.key)
        case .ticketNotApplied(let notApplied): matter = .ticket(cause: notApplied.cause)
        case .ticketPending(let pending): matter = .ticket(cause: pending.cause)
        case .messageDeadLettered(let dead):
            guard let matter = Self.matter(of: dead) else { return nil }
            self.matter = matter
        default: return nil
        }
        self.event = event
        self.key = IncidentKey(ritm: event.ritm, run: event.run)
    }

    /// Nil for the stage of incidents: where one can't be opened, another can't either. And for a stage that only tells people.
    private static func matter(of dead: MessageDeadLettered) -> Matter? {
        switch Stage(rawValue: dead.stage) {
        case .watch, .validate, .approve, .execute, .verify: .message
        case .settle: .ticket(cause: dead.eventID.uuidString.lowercased())
        case .record: .record
        case .notify, .incident, nil: nil
        }
    }

    /// Whether another event says that it was put right. Events come in any order, so what counts is what they say: the number of a start
    /// where they have one, else when they were stated.
    func isOver(by other: Event) -> Bool {
        switch (matter, other.fact) {
        case (.run(let start), .runLanded(let ended)):
            return isOfSameRun(other) && ended.start ?? 1 >= start
        case (.run(let start), .runReverted(let ended)):
            return isOfSameRun(other) && ended.rollback != nil && ended.start ?? 1 >= start
        // Whatever came of it, the request has gone on.
        case (.message, .requestBlocked), (.message, .requestRejected), (.message, .approvalRequested),
            (.message, .runLanded),
            (.message, .runReverted),
            (.message, .runStuck), (.message, .accessEnded), (.message, .accessEndFailed):
            return isOfSameRun(other) && other.at > event.at
        case (.ticket(let cause), .ticketUpdated(let update)):
            return update.cause == cause
        case (.ticket(let cause), .ticketFulfilled(let update)):
            return update.cause == cause || isOfSameRun(other) && other.at > event.at
        case (.end, .accessEnded):
            return isOfSameRun(other)
        case (.end(let key), .accessEndCancelled(let cancelled)):
            return cancelled.removal.key == key
        default:
            return false
        }
    }

    private func isOfSameRun(_ other: Event) -> Bool {
        key.run == nil || other.run == key.run
    }
}
