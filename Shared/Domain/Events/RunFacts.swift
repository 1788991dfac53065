public import Foundation

/// A run has begun, or begins once more: its plan and its mandate are in the ledger, nothing has been changed by this start yet.
public struct RunStarted: Hashable, Codable, Sendable, EventData {
    public var plan: Plan
    public var approval: Approval
    /// By which retry it begins once more; nil for its first start.
    public var retry: RunRetry?

    public init(plan: Plan, approval: Approval, retry: RunRetry? = nil) {
        self.plan = plan
        self.approval = approval
        self.retry = retry
    }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { plan.run }
    var identity: [String] { RunStart.identity(retry?.start) }
}

/// A run has come to its end: landed, reverted, or stuck.
public struct RunEnded: Hashable, Codable, Sendable, EventData {
    /// What has become of one operation.
    public struct Outcome: Hashable, Codable, Sendable {
        public var key: OperationKey
        public var state: OperationState
        /// Whether this run changed it; false when the wanted state was there before.
        public var isOurChange: Bool
        /// The ids of the call that made the change.
        public var correlation: CorrelationIDs?
        /// Why it was refused.
        public var failure: Failure?
        /// What is planned for its end, where the plan has one and the operation is in place.
        public var end: PlannedEnd?

        public init(
            key: OperationKey, state: OperationState, isOurChange: Bool, correlation: CorrelationIDs? = nil,
            failure: Failure? = nil, end: PlannedEnd? = nil
        ) {
            self.key = key
            self.state = state
            self.isOurChange = isOurChange
            self.correlation = correlation
            self.failure = failure
            self.end = end
        }

        enum CodingKeys: String, CodingKey {
            case key
            case state
            case isOurChange = "is_our_change"
            case correlation
            case failure
            case end
        }
    }

    public var plan: Plan
    public var approval: Approval
    public var outcomes: [Outcome]
    /// When the last operation was settled, UTC, to the millisecond.
    public let endedAt: Date
    /// Which start of the run has ended so; nil: the first.
    public var start: Int?
    /// By whose wish it was taken back, where it was; nil for a start that was to carry the plan out.
    public var rollback: RunRollback?
    /// By which start what had been removed outside was to be put back; nil for another start.
    public var repair: RunRetry?

    public init(
        plan: Plan, approval: Approval, outcomes: [Outcome], endedAt: Date, start: Int = 1,
        rollback: RunRollback? = nil, repair: RunRetry? = nil
    ) {
        self.plan = plan
        self.approval = approval
        self.outcomes = outcomes
        self.endedAt = Timestamp.rounded(endedAt)
        self.start = start == 1 ? nil : start
        self.rollback = rollback
        self.repair = repair
    }

    /// Whether every operation of the plan is verified, and nothing else is said: asked once more by whoever closes a ticket (I1).
    public var isProved: Bool {
        Set(outcomes.map(\.key)) == Set(plan.operations.map(\.key)) && outcomes.allSatisfy { $0.state == .verified }
    }

    public var ritm: RITMNumber { plan.ticket.number }
    public var run: RunID? { plan.run }
    var identity: [String] { RunStart.identity(start) }

    enum CodingKeys: String, CodingKey {
        case plan
        case approval
        case outcomes
        case endedAt = "ended_at"
        case start
        case rollback
        case repair
    }
}
