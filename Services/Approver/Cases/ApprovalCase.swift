import Domain
import Foundation

/// One plan that people have to decide about: a state machine without I/O and without a clock.
///
/// What happens to it comes in, with the time and with what Entra says at that moment; what is to be stated comes out as facts. Whoever calls
/// it commits both together.
struct ApprovalCase: Hashable, Sendable {
    enum Standing: String, Codable, Sendable, CaseIterable {
        /// Somebody has to decide.
        case waiting
        case approved
        case rejected
        /// Nobody decided in time.
        case expired
        /// Another plan was made for the same ticket: what was said about this one is void.
        case replaced
        /// The request was withdrawn in ServiceNow.
        case withdrawn
    }

    let validated: RequestValidated
    let requirement: ApprovalRequirement
    /// When it came.
    let openedAt: Date
    /// Where people decide about it.
    let link: String
    /// Changed by the machine alone.
    var progress: Progress

    /// What has happened so far.
    struct Progress: Hashable, Codable, Sendable {
        var standing = Standing.waiting
        var stage: StageProgress
        /// Who said yes, in the order in which they did.
        var votes: [Approval.Vote] = []
        /// Who said no.
        var denial: Approval.Vote?
    }

    var plan: Plan { validated.plan }

    /// Fails for a plan that doesn't ask for people's decisions.
    ///
    /// - Parameter link: the page on which people decide.
    init?(_ validated: RequestValidated, openedAt: Date, link: String, progress: Progress? = nil) {
        guard let requirement = validated.plan.approvals, !requirement.stages.isEmpty else { return nil }
        self.validated = validated
        self.requirement = requirement
        self.openedAt = Timestamp.rounded(openedAt)
        self.link = link
        self.progress = progress ?? Progress(stage: StageProgress(index: 0, beganAt: self.openedAt))
    }

    /// The stage that waits, or at which it ended.
    var stage: ApprovalStage { requirement.stages[min(progress.stage.index, requirement.stages.count - 1)] }

    /// By then somebody has to have decided.
    var expiresAt: Date { requirement.calendar.moment(requirement.expireAfterHours, after: openedAt) }

    /// How many are still needed for the stage.
    var missing: Int {
        max(0, stage.needed - VoteCount(of: progress.votes, for: plan).votes[stage.name, default: []].count)
    }

    /// The seats that are still free: nobody speaks twice, and no voice is heard twice, for one plan.
    func freeSeats(_ reading: PoolReading) -> [Seat] {
        reading.seats(for: plan, isEscalated: progress.stage.isEscalated).filter { seat in
            !progress.votes.contains { $0.person.id == seat.person.id || $0.owner == seat.owner }
        }
    }

    /// The question that people are asked now.
    var question: ApprovalQuestion {
        ApprovalQuestion(
            stage: stage.name, number: progress.stage.index + 1, count: requirement.stages.count,
            needed: stage.needed, asked: progress.stage.asked ?? [], link: link, expiresAt: expiresAt)
    }

    /// Nothing is asked any more: the ticket was closed, or lost its approval.
    mutating func withdraw() { end(.withdrawn) }

    /// Another plan was made for the same ticket.
    mutating func replace() { end(.replaced) }

    mutating func end(_ standing: Standing) {
        guard progress.standing == .waiting else { return }
        progress.standing = standing
    }
}

extension Approval.Vote {
    /// Whose voice it was.
    var owner: UserID { onBehalfOf?.id ?? person.id }
}
