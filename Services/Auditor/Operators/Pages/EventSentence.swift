import Domain

/// What an entry of the audit trail says, in one sentence. Pure.
enum EventSentence {
    /// - Parameter plan: the run's, by which groups are called by their names.
    static func text(of entry: RecordedEvent, in plan: Plan) -> String {
        entry.fact.map { text(of: $0, in: plan) } ?? "\(entry.type), which this version of Landfall can’t read."
    }

    private static func text(of fact: Fact, in plan: Plan) -> String {
        func name(_ key: OperationKey) -> String { Self.name(key, in: plan) }
        return switch fact {
        case .requestReceived: "The approved request was taken in."
        case .requestValidated(let data):
            "The policy allows it; the plan was made.\(data.plan.proposedBy.map { " Proposed by \($0)." } ?? "")"
        case .requestBlocked(let data): "Blocked: \(data.failure.reason.sentence)"
        case .requestApproved(let data): "\(TicketNote.approved(data.approval, of: data.plan))."
        case .requestWithdrawn(let data): "Withdrawn in ServiceNow: \(data.withdrawal.sentence)."
        case .approvalRequested(let data):
            data.question.map { "\($0.stage): \(ApprovalWords.asked($0)) asked to approve it." }
                ?? "A person is asked to approve it."
        case .approvalReminded(let data): "\(data.question.stage): reminded, as nobody has decided yet."
        case .approvalEscalated(let data): "\(data.question.stage): escalated. \(ApprovalWords.sentence(data.cause))"
        case .approvalGiven(let data): "\(data.vote.stage): \(ApprovalWords.yes(data.vote))."
        case .approvalRefused(let data):
            "A decision of \(data.person?.displayName ?? "somebody unknown") doesn’t count. \(data.failure.reason.sentence)"
        case .requestRejected(let data):
            "\(data.denial.map { "\($0.stage): \(ApprovalWords.no($0))." } ?? "Rejected.") \(data.failure.reason.sentence)"
        case .runStarted(let data):
            data.retry.map { retry in
                retry.repairs == nil
                    ? "Begun once more, asked for by \(retry.askedBy)."
                    : "What was removed outside is being put back, asked for by \(retry.askedBy)."
            } ?? "Begun."
        case .runDeferred(let data): "Waits until \(TicketNote.time(data.opensAt)), when its changes may begin."
        case .operationSatisfied(let data): "\(name(data.key)): it is so already, nothing to change."
        case .operationApplied(let data): "\(name(data.key)): accepted by Microsoft Entra, attempt \(data.attempt)."
        case .operationAttemptFailed(let data):
            "\(name(data.key)): attempt \(data.attempt) failed. \(data.failure.reason.sentence)"
        case .operationThrottled(let data): "\(name(data.key)): Microsoft Entra asks to wait."
        case .operationRefused(let data): "\(name(data.key)): refused. \(data.failure.reason.sentence)"
        case .operationVerificationDue(let data): "\(name(data.key)): to be read back."
        case .operationVerified(let data): "\(name(data.key)): read back \(data.agreeingReads) times, as it should be."
        case .operationUndoApplied(let data): "\(name(data.key)): taken back, accepted by Microsoft Entra."
        case .operationUndoRefused(let data):
            "\(name(data.key)): can’t be taken back. \(data.failure.reason.sentence)"
        case .operationReverted(let data): "\(name(data.key)): taken back, and that was read back."
        case .runLanded(let data): data.repair == nil ? "Landed." : "Put back, and that was read back."
        case .runReverted(let data): data.rollback == nil ? "Reverted." : "Rolled back."
        case .runStuck: "Stuck."
        case .retryRequested(let data): "Retry asked for by \(data.retry.askedBy)\(quoted(data.retry.reason))."
        case .retryRefused(let data): "Retry refused: \(OperatorWords.sentence(data.refusal))"
        case .rollbackProposed(let data):
            "Rollback proposed by \(data.rollback.askedBy)\(quoted(data.rollback.reason)); waits for a second person until "
                + "\(TicketNote.time(data.expiresAt))."
        case .rollbackRequested(let data):
            "Rollback asked for by \(data.rollback.askedBy)\(quoted(data.rollback.reason))"
                + "\(data.rollback.agreedBy.map { ", agreed by \($0)" } ?? "")."
        case .rollbackRefused(let data): "Rollback refused: \(OperatorWords.sentence(data.refusal))"
        case .accessEnding(let data): "The access ends at \(TicketNote.time(data.endsAt))."
        case .accessEndDue: "The access has come to its end, and is to be removed."
        case .accessEnded: "The access has ended, and is gone."
        case .accessEndFailed: "The access has ended, but could not be removed."
        case .accessEndCancelled: "The access doesn’t end any more because of this ticket."
        case .accessDrifted(let data): "\(data.operation?.groupName ?? "The group"): \(DriftNote.sentence(data))"
        case .accessDriftEnded(let data): "\(data.operation.groupName): \(DriftNote.end(data))"
        case .ticketUpdated(let data): "The ticket was told: \(words(data.turn.rawValue))."
        case .ticketFulfilled: "The ticket was closed complete."
        case .ticketNotApplied(let data):
            "The ticket doesn’t show what was written (\(words(data.turn.rawValue))). \(data.failure.reason.sentence)"
        case .ticketPending: "The access has landed, and the ticket still can’t be told."
        case .incidentOpened(let data): "The incident \(data.number) was opened."
        case .incidentUpdated(let data): "The incident \(data.number) was told of it."
        case .incidentResolved(let data): "The incident \(data.number) was resolved."
        case .messageDeadLettered(let data):
            "The stage “\(data.stage)” gave up on a message after \(data.attempts) attempts. \(data.failure.reason.sentence)"
        }
    }

    private static func name(_ key: OperationKey, in plan: Plan) -> String {
        let group = plan[key]?.groupName ?? key.group.description
        return switch key.action {
        case .add: "Adding to \(group)"
        case .remove: "Removing from \(group)"
        }
    }

    private static func quoted(_ reason: String?) -> String { reason.map { ": “\($0)”" } ?? "" }

    private static func words(_ code: String) -> String { code.replacing("_", with: " ") }
}
