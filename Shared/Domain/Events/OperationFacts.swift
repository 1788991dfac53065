/// The wanted state was there before us; proved by a read.
public struct OperationSatisfied: Hashable, Codable, Sendable, EventData {
    public var run: RunID?
    public var key: OperationKey
    public var correlation: CorrelationIDs
    /// Which start of the run it belongs to; nil: the first.
    public var start: Int?

    public init(run: RunID, key: OperationKey, correlation: CorrelationIDs, start: Int = 1) {
        self.run = run
        self.key = key
        self.correlation = correlation
        self.start = start == 1 ? nil : start
    }

    public var ritm: RITMNumber { key.ritm }
    var identity: [String] { [key.description] + RunStart.identity(start) }
}

/// Graph accepted the change. It is not proved yet.
public struct OperationApplied: Hashable, Codable, Sendable, EventData {
    /// How Graph said so.
    public enum Evidence: String, Codable, Sendable {
        /// A 2xx answer.
        case accepted
        /// "Already so", after our own committed intent with the state before being otherwise: an earlier try of ours had landed.
        case alreadySo = "already_so"
    }

    public var run: RunID?
    public var key: OperationKey
    /// Which call of this operation it was, from 1.
    public var attempt: Int
    public var evidence: Evidence
    public var correlation: CorrelationIDs

    public init(run: RunID, key: OperationKey, attempt: Int, evidence: Evidence, correlation: CorrelationIDs) {
        self.run = run
        self.key = key
        self.attempt = attempt
        self.evidence = evidence
        self.correlation = correlation
    }

    public var ritm: RITMNumber { key.ritm }
    var identity: [String] { [key.description, String(attempt)] }
}

/// A call failed, or its outcome is not known. It will be tried again.
public struct OperationAttemptFailed: Hashable, Codable, Sendable, EventData {
    public var run: RunID?
    public var key: OperationKey
    public var attempt: Int
    public var failure: Failure

    public init(run: RunID, key: OperationKey, attempt: Int, failure: Failure) {
        self.run = run
        self.key = key
        self.attempt = attempt
        self.failure = failure
    }

    public var ritm: RITMNumber { key.ritm }
    var identity: [String] { [key.description, String(attempt)] }
}

/// Graph asked to wait. It is no failure and no attempt that counts.
public struct OperationThrottled: Hashable, Codable, Sendable, EventData {
    public var ticket: Ticket
    public var run: RunID?
    public var key: OperationKey
    public var attempt: Int
    public var failure: Failure
    /// What the run is for; nil: to carry out a plan.
    public var purpose: RunPurpose?

    public init(
        ticket: Ticket, run: RunID, key: OperationKey, attempt: Int, failure: Failure, purpose: RunPurpose = .plan
    ) {
        self.ticket = ticket
        self.run = run
        self.key = key
        self.attempt = attempt
        self.failure = failure
        self.purpose = purpose == .plan ? nil : purpose
    }

    public var ritm: RITMNumber { key.ritm }
    var identity: [String] { [key.description, String(attempt)] }
}

/// Graph refused for good, or the change can't be made.
public struct OperationRefused: Hashable, Codable, Sendable, EventData {
    public var run: RunID?
    public var key: OperationKey
    public var failure: Failure
    /// Which start of the run it belongs to; nil: the first.
    public var start: Int?

    public init(run: RunID, key: OperationKey, failure: Failure, start: Int = 1) {
        self.run = run
        self.key = key
        self.failure = failure
        self.start = start == 1 ? nil : start
    }

    public var ritm: RITMNumber { key.ritm }
    var identity: [String] { [key.description] + RunStart.identity(start) }
}

/// A change waits to be read back. Travels through the delay queues of the verify stage.
public struct OperationVerificationDue: Hashable, Codable, Sendable, EventData {
    /// So that the ticket can be told when the change can't be proved.
    public var ticket: Ticket
    public var run: RunID?
    public var key: OperationKey
    /// What the run is for; nil: to carry out a plan.
    public var purpose: RunPurpose?
    /// Which start of the run it belongs to; nil: the first.
    public var start: Int?

    public init(ticket: Ticket, run: RunID, key: OperationKey, purpose: RunPurpose = .plan, start: Int = 1) {
        self.ticket = ticket
        self.run = run
        self.key = key
        self.purpose = purpose == .plan ? nil : purpose
        self.start = start == 1 ? nil : start
    }

    public var ritm: RITMNumber { key.ritm }
    var identity: [String] { [key.description] + RunStart.identity(start) }
}

/// The wanted state was read back, as often as the configuration asks.
public struct OperationVerified: Hashable, Codable, Sendable, EventData {
    public var run: RunID?
    public var key: OperationKey
    /// How many reads in a row agreed.
    public var agreeingReads: Int
    /// Whether it was this run that changed something.
    public var isOurChange: Bool
    /// Which start of the run it belongs to; nil: the first.
    public var start: Int?

    public init(run: RunID, key: OperationKey, agreeingReads: Int, isOurChange: Bool, start: Int = 1) {
        self.run = run
        self.key = key
        self.agreeingReads = agreeingReads
        self.isOurChange = isOurChange
        self.start = start == 1 ? nil : start
    }

    public var ritm: RITMNumber { key.ritm }
    var identity: [String] { [key.description] + RunStart.identity(start) }

    enum CodingKeys: String, CodingKey {
        case run
        case key
        case agreeingReads = "agreeing_reads"
        case isOurChange = "is_our_change"
        case start
    }
}
