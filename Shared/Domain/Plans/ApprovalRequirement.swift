/// Which people have to decide about a plan, in which order, and how long they have.
public struct ApprovalRequirement: Hashable, Codable, Sendable {
    /// One after the other; at least one.
    public var stages: [ApprovalStage]
    public var calendar: BusinessCalendar
    /// Business hours from when a stage begins until its people are reminded, and again after as many more; nil: never.
    public var remindAfterHours: Int?
    /// Business hours from when a stage begins until it is escalated; nil: only when nobody is left who could decide.
    public var escalateAfterHours: Int?
    /// Business hours from when the plan was shown first until it expires.
    public var expireAfterHours: Int

    public init(
        stages: [ApprovalStage], calendar: BusinessCalendar = .always, remindAfterHours: Int? = 24,
        escalateAfterHours: Int? = 48, expireAfterHours: Int = 120
    ) {
        self.stages = stages
        self.calendar = calendar
        self.remindAfterHours = remindAfterHours
        self.escalateAfterHours = escalateAfterHours
        self.expireAfterHours = expireAfterHours
    }

    var digestParts: [String] {
        ["approvals"] + stages.flatMap(\.digestParts) + ["calendar"] + calendar.digestParts
            + [remindAfterHours, escalateAfterHours, expireAfterHours].map { $0.map(String.init) ?? "" }
    }

    enum CodingKeys: String, CodingKey {
        case stages
        case calendar
        case remindAfterHours = "remind_after_hours"
        case escalateAfterHours = "escalate_after_hours"
        case expireAfterHours = "expire_after_hours"
    }
}
