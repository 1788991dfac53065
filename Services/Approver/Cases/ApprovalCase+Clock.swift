import Domain
import Foundation

/// What time does to a case.
extension ApprovalCase {
    /// When it has to be looked at again; nil: never, it is over.
    ///
    /// - Parameter recheck: after so many seconds it is looked at again whether those who are asked can still decide.
    func dueAt(recheck: TimeInterval) -> Date? {
        guard progress.standing == .waiting else { return nil }
        guard progress.stage.asked != nil, let lookedAt = progress.stage.lookedAt else { return progress.stage.beganAt }
        return [expiresAt, nextReminder, nextEscalation, lookedAt + recheck].compactMap(\.self).min()
    }

    /// Lets a case end of which the time is over. That needs nothing from Entra.
    mutating func expire(at now: Date) -> [Fact] {
        guard progress.standing == .waiting, now >= expiresAt else { return [] }
        end(.expired)
        let failure = Failure(
            .approvalExpired, "nobody decided at the stage “\(stage.name)” until \(Timestamp.text(of: expiresAt))")
        return [.requestRejected(RequestRejected(plan: plan, failure: failure, denial: nil))]
    }

    /// Looks at a case with what Entra says now: asks, reminds, escalates, or lets it end.
    mutating func look(at now: Date, _ reading: PoolReading) -> [Fact] {
        guard progress.standing == .waiting else { return [] }
        let ended = expire(at: now)
        guard ended.isEmpty else { return ended }

        let isNew = progress.stage.asked == nil
        var cause: ApprovalEscalated.Cause?
        if !canBeSatisfied(by: freeSeats(reading)) {
            cause = escalate(.nobodyLeft)
        } else if let due = nextEscalation, due <= now {
            cause = escalate(.overdue)
        }
        var isReminded = false
        while let due = nextReminder, due <= now {
            progress.stage.reminders += 1
            isReminded = true
        }
        progress.stage.asked = freeSeats(reading).map(\.person).uniqued
        progress.stage.lookedAt = Timestamp.rounded(now)

        var facts: [Fact] = []
        if isNew { facts.append(.approvalRequested(ApprovalRequested(plan: plan, question: question))) }
        if let cause {
            facts.append(.approvalEscalated(ApprovalEscalated(plan: plan, question: question, cause: cause)))
        } else if isReminded, !isNew {
            facts.append(
                .approvalReminded(
                    ApprovalReminded(plan: plan, question: question, reminder: progress.stage.reminders)))
        }
        return facts
    }

    private var nextReminder: Date? {
        guard let hours = requirement.remindAfterHours, hours > 0 else { return nil }
        return requirement.calendar.moment(hours * (progress.stage.reminders + 1), after: progress.stage.beganAt)
    }

    private var nextEscalation: Date? {
        guard let hours = requirement.escalateAfterHours, !progress.stage.escalations.contains(.overdue) else {
            return nil
        }
        return requirement.calendar.moment(hours, after: progress.stage.beganAt)
    }

    /// - Returns: the cause, the first time that there is this one in the stage.
    private mutating func escalate(_ cause: ApprovalEscalated.Cause) -> ApprovalEscalated.Cause? {
        guard !progress.stage.escalations.contains(cause) else { return nil }
        progress.stage.escalations.append(cause)
        return cause
    }

    /// Whether enough people are left who speak for enough different voices.
    private func canBeSatisfied(by seats: [Seat]) -> Bool {
        min(Set(seats.map(\.owner)).count, Set(seats.map(\.person.id)).count) >= missing
    }
}

extension [Person] {
    /// Each person once, in the order in which they come first.
    fileprivate var uniqued: [Person] {
        var seen: Set<UserID> = []
        return filter { seen.insert($0.id).inserted }
    }
}
