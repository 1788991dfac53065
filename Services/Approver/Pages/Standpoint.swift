import Domain
import Foundation

/// How a case stands for whoever looks at it. Pure.
enum Standpoint: Hashable, Sendable {
    /// They can decide, for whom.
    case decides(Seat)
    /// It is over, as the case says.
    case over
    /// They have said yes, and others still have to.
    case saidYes
    /// They asked for it, or get it.
    case own
    /// They were asked, but are no longer among those who can decide.
    case stale
    /// It can't be looked up now.
    case unknown
    /// It is none of their business.
    case notAsked

    /// - Parameter reading: nil where Entra doesn't answer.
    init(_ person: UserID, _ approval: ApprovalCase, _ reading: PoolReading?, at now: Date) {
        let progress = approval.progress
        let wasAsked = progress.stage.asked?.contains { $0.id == person } == true
        let hasVoted = progress.votes.contains { $0.person.id == person }
        let seats = reading.map { reading in
            reading.seats(for: approval.plan, isEscalated: progress.stage.isEscalated).filter { $0.person.id == person }
        }
        let isOwn = !approval.plan.mayBeDecided(by: person)
        let isConcerned =
            wasAsked || hasVoted || isOwn || seats?.isEmpty == false || progress.denial?.person.id == person
        guard isConcerned else {
            self = reading == nil && progress.standing == .waiting ? .unknown : .notAsked
            return
        }
        if progress.standing != .waiting || now >= approval.expiresAt {
            self = .over
        } else if isOwn {
            self = .own
        } else if hasVoted {
            self = .saidYes
        } else if let reading {
            self = approval.freeSeats(reading).first { $0.person.id == person }.map { .decides($0) } ?? .stale
        } else {
            self = .unknown
        }
    }

    /// Whether they may see what the request is.
    ///
    /// - Parameter wasAsked: whether they were asked when it was last looked.
    func sees(wasAsked: Bool) -> Bool {
        switch self {
        case .notAsked: false
        case .unknown: wasAsked
        default: true
        }
    }
}
