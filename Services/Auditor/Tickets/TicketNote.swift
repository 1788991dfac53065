import Domain
import Foundation

/// The texts of work notes: what happened, why, whose move it is, and by which ids others find it in their logs. Pure.
enum TicketNote {
    static func blocked(_ blocked: RequestBlocked) -> String {
        let failure = blocked.failure
        return """
            Blocked: nothing was changed.
            Why: \(failure.reason.sentence) \(detail(failure))
            Next move: \(blocked.owner?.name ?? failure.reason.responsible.title). The ticket stays open.
            Reason code: \(failure.reason.rawValue)
            """
    }

    static func started(_ started: RunStarted) -> String {
        if let retry = started.retry, retry.repairs != nil { return RepairNote.started(started, retry) }
        let again = started.retry.map { "Started once more: \(asked($0))" }
        return [
            "In Progress – Provisioning", "What: \(changes(started.plan))",
            approved(started.approval, of: started.plan),
            ApprovalNote.emergency(started.plan, started.approval), ApprovalNote.proposed(started.plan), again,
        ].compactMap(\.self).joined(separator: "\n")
    }

    static func withdrawn(_ withdrawn: RequestWithdrawn) -> String {
        let by = withdrawn.withdrawal.changedBy.map { " Last changed by \($0)." } ?? ""
        return """
            Withdrawn: \(withdrawn.withdrawal.sentence), as Landfall saw at \(time(withdrawn.withdrawal.seenAt)).\(by) Nothing more is \
            begun for it. What had been changed by then is undone, or kept where the policy says so; that is told here.
            To have it carried out after all, ask for it anew.
            """
    }

    static func retryRefused(_ refused: RetryRefused) -> String {
        let why =
            switch refused.refusal {
            case .underWay: "it is being carried out. What comes of it will be told here."
            case .landed: "every change of it is in place."
            case .superseded:
                "a membership has been changed the other way since, by a later request or at the access's end."
            case .withdrawn: "its request was withdrawn. To grant it again takes a new request."
            case .rolledBack: "it was taken back because a person wished it. To grant it again takes a new request."
            case .noSuchEnd: "Landfall knows of no end of it that could be tried again."
            }
        return """
            Not started once more: \(why) Nothing was changed.
            The retry was \(asked(refused.retry))
            """
    }

    static func throttled(_ throttled: OperationThrottled) -> String {
        let wait = throttled.failure.retryAfterSeconds.map { " It asked to wait for \(seconds($0))." } ?? ""
        return """
            In Progress – Provisioning
            Microsoft Graph takes no changes at the moment.\(wait) Landfall goes on by itself.
            """
    }

    static func landed(_ ended: RunEnded) -> String {
        if let repair = ended.repair { return RepairNote.landed(ended, repair) }
        return """
            Fulfilled: every change was read back from Microsoft Entra at \(time(ended.endedAt)).
            \(ended.plan.operations.map { line(of: $0, in: ended) }.joined(separator: "\n"))
            \(approved(ended.approval, of: ended.plan))\(ApprovalNote.proposed(ended.plan).map { "\n\($0)" } ?? "")
            """
    }

    static func reverted(_ ended: RunEnded) -> String {
        if let rollback = ended.rollback { return RollbackNote.done(ended, rollback) }
        let headline =
            ended.outcomes.contains { $0.state == .reverted }
            ? "Reverted: not every change could be made, so those that were made are undone, and that was read back."
            : "Refused: nothing was changed."
        return """
            \(headline) The ticket stays open.
            \(whatBecame(of: ended))
            """
    }

    static func stuck(_ ended: RunEnded) -> String {
        if let rollback = ended.rollback { return RollbackNote.stuck(ended, rollback) }
        if let repair = ended.repair { return RepairNote.stuck(ended, repair) }
        return """
            Stuck: not every change could be made, or undone. The ticket stays open.
            \(whatBecame(of: ended))
            """
    }

    static func whatBecame(of ended: RunEnded) -> String {
        let failures = ended.outcomes.compactMap(\.failure)
        let responsible = failures.first?.reason.responsible ?? .operators
        return """
            \(ended.plan.operations.map { line(of: $0, in: ended) }.joined(separator: "\n"))
            Next move: \(responsible.title).
            Reason code: \(failures.map(\.reason.rawValue).joined(separator: ", "))
            """
    }

    static func deadLettered(_ dead: MessageDeadLettered) -> String {
        """
        Stopped at the stage “\(dead.stage)” after \(dead.attempts) attempts. The ticket stays open.
        Why: \(dead.failure.reason.sentence) \(detail(dead.failure))
        Next move: \(dead.failure.reason.responsible.title); the message waits in landfall.\(dead.stage).dead.
        Reason code: \(dead.failure.reason.rawValue)
        """
    }

    // MARK: - Parts

    static func changes(_ plan: Plan) -> String {
        let person = name(plan.beneficiary)
        let end = plan.until.map { ", until \(time($0))" } ?? ""
        return plan.operations.map { operation in
            switch operation.key.action {
            case .add: "add \(person) to \(operation.groupName)"
            case .remove: "remove \(person) from \(operation.groupName)"
            }
        }.joined(separator: "; ") + end
    }

    static func line(of operation: PlannedOperation, in ended: RunEnded) -> String {
        let outcome = ended.outcomes.first { $0.key == operation.key }
        let person = name(ended.plan.beneficiary)
        let ids = [
            outcome?.correlation?.requestID.map { "request-id \($0)" },
            outcome?.correlation?.clientRequestID.map { "client-request-id \($0)" },
        ].compactMap(\.self).joined(separator: ", ")
        let what =
            switch (outcome?.state, operation.key.action) {
            case (.verified, .add):
                outcome?.isOurChange == true ? "Added \(person) to" : "\(person) was already a member of"
            case (.verified, .remove):
                outcome?.isOurChange == true ? "Removed \(person) from" : "\(person) was not a member of"
            case (.satisfied, .add): "\(person) was already a member of"
            case (.satisfied, .remove): "\(person) was not a member of"
            case (.reverted, .add): "Added and removed again: \(person) to"
            case (.reverted, .remove): "Removed and added again: \(person) from"
            case (.reverting, .add): "Still in place, could not be removed again: \(person) in"
            case (.reverting, .remove): "Still removed, could not be added again: \(person) to"
            case (.planned, .add): "Not tried: adding \(person) to"
            case (.planned, .remove): "Not tried: removing \(person) from"
            case (_, .add): "Not added: \(person) to"
            case (_, .remove): "Not removed: \(person) from"
            }
        let end = outcome?.end.map { " – \(AccessNote.end($0))" } ?? ""
        let why = outcome?.failure.map { " – \($0.reason.sentence) \(detail($0))" } ?? ""
        return "- \(what) \(operation.groupName) (\(operation.key.group))\(ids.isEmpty ? "" : " [\(ids)]")\(end)\(why)"
    }

    private static func asked(_ retry: RunRetry) -> String {
        "asked for by \(retry.askedBy) at \(time(retry.askedAt))\(retry.reason.map { ": \($0)" } ?? "")"
    }

    static func approved(_ approval: Approval, of plan: Plan) -> String {
        "Approved by: \(ApprovalWords.approvers(approval, of: plan))"
    }

    static func detail(_ failure: Failure) -> String {
        failure.detail.isEmpty ? "" : "(\(failure.detail))"
    }

    static func name(_ person: Person) -> String {
        "\(person.displayName) (\(person.userPrincipalName))"
    }

    /// To the second, in UTC: `2026-11-23 08:10:00 UTC`.
    static func time(_ date: Date) -> String {
        let parts = Date.ISO8601FormatStyle().format(date).split(separator: "T")
        return "\(parts[0]) \(parts[1].dropLast()) UTC"
    }

    private static func seconds(_ number: Double) -> String {
        number == number.rounded() ? "\(Int(number)) s" : "\(number) s"
    }
}
