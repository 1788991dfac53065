public import Foundation

/// A person has to decide before anything happens.
public struct ApprovalRequested: Hashable, Codable, Sendable, EventData {
    public var plan: Plan
    /// Whom is asked; nil in events from before stages.
    public var question: ApprovalQuestion?

    public init(plan: Plan, question: ApprovalQuestion? = nil) {
        self.plan = plan
        self.question = question
    }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { plan.run }
    var identity: [String] { (question?.number).map { $0 == 1 ? [] : [String($0)] } ?? [] }
}

/// What people are asked about one stage of a plan.
public struct ApprovalQuestion: Hashable, Codable, Sendable {
    /// The name of the stage.
    public var stage: String
    /// Which one it is, from 1.
    public var number: Int
    /// Of how many.
    public var count: Int
    /// How many have to say yes.
    public var needed: Int
    /// Who could decide when the question was asked.
    public var asked: [Person]
    /// The page on which they do.
    public var link: String
    /// When the plan expires.
    public let expiresAt: Date

    public init(
        stage: String, number: Int, count: Int, needed: Int, asked: [Person], link: String, expiresAt: Date
    ) {
        self.stage = stage
        self.number = number
        self.count = count
        self.needed = needed
        self.asked = asked
        self.link = link
        self.expiresAt = Timestamp.rounded(expiresAt)
    }

    enum CodingKeys: String, CodingKey {
        case stage
        case number
        case count
        case needed
        case asked
        case link
        case expiresAt = "expires_at"
    }
}

/// Those who were asked have not decided yet, and are told again.
public struct ApprovalReminded: Hashable, Codable, Sendable, EventData {
    public var plan: Plan
    public var question: ApprovalQuestion
    /// The how manyth reminder of the stage, from 1.
    public var reminder: Int

    public init(plan: Plan, question: ApprovalQuestion, reminder: Int) {
        self.plan = plan
        self.question = question
        self.reminder = reminder
    }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { plan.run }
    var identity: [String] { [String(question.number), String(reminder)] }
}

/// Others may decide, too, or the owner has to see to it that somebody can.
public struct ApprovalEscalated: Hashable, Codable, Sendable, EventData {
    public enum Cause: String, Codable, Sendable, CaseIterable {
        /// Nobody decided in time.
        case overdue
        /// Nobody is left who could decide: they left, are disabled, aren't in the group any more, or asked for it themselves.
        case nobodyLeft = "nobody_left"
    }

    public var plan: Plan
    public var question: ApprovalQuestion
    public var cause: Cause

    public init(plan: Plan, question: ApprovalQuestion, cause: Cause) {
        self.plan = plan
        self.question = question
        self.cause = cause
    }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { plan.run }
    var identity: [String] { [String(question.number), cause.rawValue] }
}

/// Somebody said yes to a stage of the plan.
public struct ApprovalGiven: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    public var plan: RunID
    public var vote: Approval.Vote

    public init(ticket: Ticket, plan: RunID, vote: Approval.Vote) {
        self.ticket = ticket
        self.plan = plan
        self.vote = vote
    }

    public var ritm: RITMNumber { ticket.number }
    public var run: RunID? { plan }
    var identity: [String] { [vote.stage, vote.person.id.description] }
}

/// Somebody tried to decide, and it doesn't count.
public struct ApprovalRefused: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    public var plan: RunID
    /// Who tried; in ServiceNow it may be nobody whom Entra knows.
    public var person: Person?
    /// Tells one try from the next.
    public var attempt: String
    public var failure: Failure

    public init(ticket: Ticket, plan: RunID, person: Person?, attempt: String, failure: Failure) {
        self.ticket = ticket
        self.plan = plan
        self.person = person
        self.attempt = attempt
        self.failure = failure
    }

    public var ritm: RITMNumber { ticket.number }
    public var run: RunID? { plan }
    var identity: [String] { [attempt] }
}

/// Somebody said no, or nobody decided in time: the plan is never carried out, and the ticket is closed incomplete.
public struct RequestRejected: Hashable, Codable, Sendable, EventData {
    public var plan: Plan
    /// ``Reason/approvalDenied`` or ``Reason/approvalExpired``.
    public var failure: Failure
    /// Who said no, and to which stage; nil: nobody decided in time.
    public var denial: Approval.Vote?

    public init(plan: Plan, failure: Failure, denial: Approval.Vote?) {
        self.plan = plan
        self.failure = failure
        self.denial = denial
    }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { plan.run }
    var identity: [String] { [] }
}
