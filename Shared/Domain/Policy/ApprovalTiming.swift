/// How long people have to decide, in business hours of a calendar.
public struct ApprovalTiming: Hashable, Codable, Sendable {
    /// The name of one of the policy's calendars; nil: every hour counts.
    public var calendar: String?
    public var remindAfterHours: Int?
    public var escalateAfterHours: Int?
    public var expireAfterHours: Int?

    public init(
        calendar: String? = nil, remindAfterHours: Int? = nil, escalateAfterHours: Int? = nil,
        expireAfterHours: Int? = nil
    ) {
        self.calendar = calendar
        self.remindAfterHours = remindAfterHours
        self.escalateAfterHours = escalateAfterHours
        self.expireAfterHours = expireAfterHours
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case calendar
        case remindAfterHours = "remind_after_hours"
        case escalateAfterHours = "escalate_after_hours"
        case expireAfterHours = "expire_after_hours"
    }
}
