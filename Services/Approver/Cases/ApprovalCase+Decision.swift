import Domain
import Foundation

/// What people say about a case.
extension ApprovalCase {
    /// Why a decision can't count, as far as that can be told without asking Entra; nil: it has to be asked.
    func obstacle(to attempt: Attempt, at now: Date) -> Failure? {
        let ritm = plan.ticket.number
        switch progress.standing {
        case .waiting: break
        case .approved: return Failure(.approvalDecidedAlready, "\(ritm) was approved already")
        case .rejected: return Failure(.approvalDecidedAlready, "\(ritm) was denied already")
        case .expired: return Failure(.approvalExpired, "the time to decide about \(ritm) is over")
        case .replaced: return Failure(.approvalPlanChanged, "another plan was made for \(ritm)")
        case .withdrawn: return Failure(.requestWithdrawn, "\(ritm) was withdrawn in ServiceNow")
        }
        guard now < expiresAt else { return Failure(.approvalExpired, "the time to decide about \(ritm) is over") }
        guard attempt.planDigest == plan.digest else {
            return Failure(
                .approvalPlanChanged,
                "the decision is about plan \(attempt.planDigest.prefix(12)), not about \(plan.digest.prefix(12))")
        }
        guard plan.mayBeDecided(by: attempt.person.id) else {
            return Failure(
                .approvalOwnRequest,
                attempt.person.id == plan.beneficiary.id
                    ? "\(attempt.person.displayName) is to get the access"
                    : "\(attempt.person.displayName) asked for the access")
        }
        guard !progress.votes.contains(where: { $0.person.id == attempt.person.id }) else {
            return Failure(.approvalDecidedAlready, "\(attempt.person.displayName) has said yes already")
        }
        return nil
    }

    /// Takes a decision, with what Entra says of the pools at that moment.
    mutating func decide(_ attempt: Attempt, _ reading: PoolReading, at now: Date) -> AttemptOutcome {
        if let obstacle = obstacle(to: attempt, at: now) { return .refused(obstacle) }
        let all = reading.seats(for: plan, isEscalated: progress.stage.isEscalated)
            .filter { $0.person.id == attempt.person.id }
        guard let seat = freeSeats(reading).first(where: { $0.person.id == attempt.person.id }) else {
            return .refused(refusal(of: attempt, hadSeat: !all.isEmpty))
        }
        let vote = Approval.Vote(
            stage: stage.name, person: seat.person, onBehalfOf: seat.onBehalfOf, at: now, place: attempt.place,
            comment: attempt.comment)
        return .counted(attempt.answer == .approve ? accept(vote, at: now) : reject(vote))
    }

    private func refusal(of attempt: Attempt, hadSeat: Bool) -> Failure {
        let name = attempt.person.displayName
        if hadSeat { return Failure(.approvalDecidedAlready, "somebody has decided for \(name) already") }
        guard progress.stage.asked?.contains(where: { $0.id == attempt.person.id }) == true else {
            return Failure(.approvalNotAsked, "\(name) is not among those who decide at the stage “\(stage.name)”")
        }
        return Failure(
            .approvalApproverStale,
            "\(name) was asked at the stage “\(stage.name)”, but is disabled, or no longer among those who decide")
    }

    private mutating func accept(_ vote: Approval.Vote, at now: Date) -> [Fact] {
        progress.votes.append(vote)
        var facts: [Fact] = [.approvalGiven(ApprovalGiven(ticket: plan.ticket, plan: plan.run, vote: vote))]
        guard missing == 0 else { return facts }
        if progress.stage.index + 1 < requirement.stages.count {
            progress.stage = StageProgress(index: progress.stage.index + 1, beganAt: now)
        } else {
            end(.approved)
            facts.append(
                .requestApproved(
                    RequestApproved(
                        plan: plan,
                        approval: Approval(
                            source: .people, decisions: validated.ticketApprovals, votes: progress.votes,
                            planDigest: plan.digest))))
        }
        return facts
    }

    private mutating func reject(_ vote: Approval.Vote) -> [Fact] {
        progress.denial = vote
        end(.rejected)
        let comment = vote.comment.map { ": “\($0)”" } ?? ""
        let failure = Failure(.approvalDenied, "\(vote.person.displayName) said no to “\(stage.name)”\(comment)")
        return [.requestRejected(RequestRejected(plan: plan, failure: failure, denial: vote))]
    }
}
