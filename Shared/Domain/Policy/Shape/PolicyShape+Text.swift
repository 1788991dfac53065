import Foundation

extension PolicyShape {
    /// The kinds of text in a policy.
    public enum Text: Hashable, Sendable {
        case any
        /// Any that isn't blank.
        case words
        case choice([String])
        case sysID
        /// An object id of Entra's.
        case objectID
        case clockTime
        case day
        case timeZone
        case principalName
        /// A point in time, UTC: `2026-11-27T10:00:00Z`.
        case time

        /// Whether a text is one of these; blank words are left to ``Policy/problems()``.
        public func takes(_ text: String) -> Bool {
            switch self {
            case .any, .words: true
            case .choice(let values): values.contains(text)
            case .sysID: SysID(text) != nil
            case .objectID: GroupID(text) != nil
            case .clockTime: ClockTime(text) != nil
            case .day: CalendarDay(text) != nil
            case .timeZone: Self.isZone(text)
            case .principalName: Self.isPrincipalName(text)
            case .time: Timestamp.date(of: text) != nil
            }
        }

        /// What a text of this kind is, as the rest of “must be …”.
        public var kind: String {
            switch self {
            case .any, .words: "a text"
            case .choice(let values): values.count == 1 ? values[0] : "one of \(values.joined(separator: ", "))"
            case .sysID: "the sys_id of a record in ServiceNow"
            case .objectID: "an object id such as b1000000-0000-4000-8000-000000000001"
            case .clockTime: "a time from 00:00 to 24:00, with two digits each"
            case .day: "a date such as 2026-12-24"
            case .timeZone: "the IANA name of a time zone, such as Europe/Berlin"
            case .principalName: "a user principal name such as ana@contoso.example"
            case .time: "a time in UTC such as 2026-11-27T10:00:00Z"
            }
        }

        /// A regular expression (ECMA 262) that every text of this kind matches, for editors; nil: none narrower than the kind.
        public var pattern: String? {
            switch self {
            case .words: "\\S"
            case .any, .choice: nil
            case .sysID: "^[0-9A-Za-z_.-]{1,32}$"
            case .objectID: "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
            case .clockTime: "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
            case .day: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
            case .timeZone: "^[A-Za-z][A-Za-z0-9_+/-]*$"
            case .principalName: "^[^@\\s]+@[^@\\s]+$"
            case .time: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$"
            }
        }

        private static func isZone(_ text: String) -> Bool {
            // What Foundation makes of `GMT+3` or `EST` is an offset, which knows no summer.
            (text == "UTC" || text.contains("/")) && TimeZone(identifier: text) != nil
        }

        private static func isPrincipalName(_ text: String) -> Bool {
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isWhitespace) }
        }
    }
}
