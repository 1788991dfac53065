import Domain
import Foundation

/// What somebody has written to let another person decide for them. Pure.
struct DelegationForm: Hashable, Sendable {
    enum Problem: Error, Hashable, Sendable, CaseIterable {
        case noPerson
        case unreadableDate
        case endsBeforeItBegins
        case over
        case tooLong
        case unknownPerson
        case disabledPerson
        case ownself
    }

    var account: String
    var from: String
    var until: String

    init(_ fields: [String: String]) {
        account = fields["account", default: ""].trimmingCharacters(in: .whitespacesAndNewlines)
        from = fields["from", default: ""].trimmingCharacters(in: .whitespacesAndNewlines)
        until = fields["until", default: ""].trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Longer ones are refused, in days: what is for ever is a matter of the policy.
    static let longest = 90

    /// From the first moment of the one day, or now, to the last of the other, in UTC.
    func time(at now: Date) throws(Problem) -> (begins: Date, ends: Date) {
        guard !account.isEmpty, account.utf8.count <= 256 else { throw .noPerson }
        guard let first = CalendarDay(from), let last = CalendarDay(until) else { throw .unreadableDate }
        guard first <= last else { throw .endsBeforeItBegins }
        guard last.number - first.number < Self.longest else { throw .tooLong }
        let begins = Date(timeIntervalSince1970: Double(first.number) * 86_400)
        let ends = Date(timeIntervalSince1970: Double(last.number + 1) * 86_400)
        guard ends > now else { throw .over }
        return (max(begins, now), ends)
    }

    /// Whether somebody can have another's decisions.
    static func check(_ user: DirectoryUser?, for person: UserID) throws(Problem) -> DirectoryUser {
        guard let user else { throw .unknownPerson }
        guard user.id != person else { throw .ownself }
        guard user.accountEnabled else { throw .disabledPerson }
        return user
    }
}

extension DelegationForm.Problem {
    var sentence: String {
        switch self {
        case .noPerson: "Say who is to decide for you, by their account."
        case .unreadableDate: "Give both dates as year, month and day, such as 2026-12-24."
        case .endsBeforeItBegins: "The last day is before the first."
        case .over: "The last day is over already."
        case .tooLong: "At most \(DelegationForm.longest) days at a time."
        case .unknownPerson: "Nobody in Microsoft Entra has this account."
        case .disabledPerson: "The account of this person is disabled."
        case .ownself: "That is you."
        }
    }
}
