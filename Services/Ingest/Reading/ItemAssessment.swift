import Domain
import ServiceNow

/// What becomes of a request item that a hint pointed at, by what ServiceNow says of it. Pure.
enum ItemAssessment: Hashable {
    case receive(Ticket)
    case setAside(String)
    /// It isn't there, or may not be read: both look alike, and either can pass.
    case lookAgain(after: Duration, String)

    /// So often a record that isn't there is looked for: new ones can take a moment to show.
    static let maximumLooks = 8

    /// - Parameters:
    ///   - item: nil when ServiceNow didn't show it.
    ///   - looks: how often it was looked for, from 1.
    static func assess(_ item: RequestItem?, looks: Int) -> ItemAssessment {
        guard let item else {
            guard looks < maximumLooks else { return .setAside(Reason.serviceNowRecordGone.rawValue) }
            return .lookAgain(after: .seconds(1 << min(looks - 1, 6)), Reason.serviceNowRecordGone.rawValue)
        }
        guard item.isActive else { return .setAside("closed (state \(item.state))") }
        guard item.isApproved else { return .setAside("not approved (\(item.approval))") }
        return .receive(item.ticket)
    }
}
