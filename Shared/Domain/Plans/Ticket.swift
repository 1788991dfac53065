/// The request item that a run belongs to, as ServiceNow names it.
public struct Ticket: Hashable, Codable, Sendable {
    public var sysID: SysID
    public var number: RITMNumber

    public init(sysID: SysID, number: RITMNumber) {
        self.sysID = sysID
        self.number = number
    }

    enum CodingKeys: String, CodingKey {
        case sysID = "sys_id"
        case number
    }
}
