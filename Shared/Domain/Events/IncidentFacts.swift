/// An incident in ServiceNow tells people that something failed, or that it was put right; it was read back.
public struct IncidentTold: Hashable, Codable, Sendable, EventData {
    public var ritm: RITMNumber
    /// The run that failed; nil where a request failed that has none yet.
    public var run: RunID?
    /// The incident's record.
    public var sysID: SysID
    /// As people know it, such as `INC0010001`.
    public var number: String
    /// The id of the event that it tells of.
    public var cause: String
    /// ServiceNow's transaction id of the write; nil where an earlier write was found to have arrived.
    public var correlation: CorrelationIDs?

    public init(
        ritm: RITMNumber, run: RunID?, sysID: SysID, number: String, cause: String, correlation: CorrelationIDs?
    ) {
        self.ritm = ritm
        self.run = run
        self.sysID = sysID
        self.number = number
        self.cause = cause
        self.correlation = correlation
    }

    var identity: [String] { [sysID.description, cause] }

    enum CodingKeys: String, CodingKey {
        case ritm
        case run
        case sysID = "sys_id"
        case number
        case cause
        case correlation
    }
}
