import Domain
import Entra
import Foundation

/// One thing that isn't as a ticket says, or of which that can't be told.
struct GapFinding: Hashable, Sendable {
    enum Kind: String, Sendable, CaseIterable {
        /// Closed as complete, but the access isn't there.
        case missing
        /// Approved, but nobody has begun.
        case stalled
        /// The access is over, but still there.
        case outlived
        /// It can't be told.
        case unclear

        var title: String {
            switch self {
            case .missing: "Closed as complete, but the access is not there"
            case .stalled: "Approved, but never moved"
            case .outlived: "Access that outlived its end"
            case .unclear: "Can't tell"
            }
        }

        /// What the finding's time is.
        var timeTitle: String {
            switch self {
            case .missing: "Closed"
            case .stalled: "Approved"
            case .outlived: "Ended"
            case .unclear: "Closed"
            }
        }

        var isGap: Bool { self != .unclear }
    }

    var kind: Kind
    var ticket: AccessTicket
    var access: AccessTicket.Access?
    var entitlement: String
    /// Since when it is so; nil when that isn't known.
    var at: Date?
    var detail: String
    var doubt: Doubt.Code?

    /// The membership that it is about, if a second look at it could show something else.
    var question: MembershipQuestion? {
        guard kind == .missing || kind == .outlived, let user = ticket.user, let access else { return nil }
        return MembershipQuestion(user: user, group: access.group)
    }
}
