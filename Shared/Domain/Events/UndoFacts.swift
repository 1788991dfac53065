/// Graph accepted that a change of this run is taken back. It is not proved yet.
public struct OperationUndoApplied: Hashable, Codable, Sendable, EventData {
    public var run: RunID?
    /// The operation that is taken back: the key of the change, not of its opposite.
    public var key: OperationKey
    /// Which call of this operation it was, from 1; those that made the change count as well.
    public var attempt: Int
    public var evidence: OperationApplied.Evidence
    public var correlation: CorrelationIDs

    public init(
        run: RunID, key: OperationKey, attempt: Int, evidence: OperationApplied.Evidence, correlation: CorrelationIDs
    ) {
        self.run = run
        self.key = key
        self.attempt = attempt
        self.evidence = evidence
        self.correlation = correlation
    }

    public var ritm: RITMNumber { key.ritm }
    var identity: [String] { [key.description, String(attempt)] }
}

/// Graph refused for good to take a change back: it stays in place, and the run is stuck.
public struct OperationUndoRefused: Hashable, Codable, Sendable, EventData {
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

/// A change of this run is undone, and that was read back as often as the configuration asks.
public struct OperationReverted: Hashable, Codable, Sendable, EventData {
    public var run: RunID?
    public var key: OperationKey
    /// How many calls were begun for the operation in all, which tells this undoing from that of a later start of the run.
    public var attempt: Int
    /// How many reads in a row agreed.
    public var agreeingReads: Int

    public init(run: RunID, key: OperationKey, attempt: Int, agreeingReads: Int) {
        self.run = run
        self.key = key
        self.attempt = attempt
        self.agreeingReads = agreeingReads
    }

    public var ritm: RITMNumber { key.ritm }
    var identity: [String] { [key.description, String(attempt)] }

    enum CodingKeys: String, CodingKey {
        case run
        case key
        case attempt
        case agreeingReads = "agreeing_reads"
    }
}
