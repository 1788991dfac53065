/// Who asked for a plan: they never decide about it.
public struct Requester: Hashable, Codable, Sendable {
    /// Their `sys_user` record.
    public var sysID: SysID
    public var userName: String
    /// Who they are in Entra; nil where nobody there was found for them.
    public var id: UserID?

    public init(sysID: SysID, userName: String, id: UserID?) {
        self.sysID = sysID
        self.userName = userName
        self.id = id
    }

    var digestParts: [String] { ["requester", sysID.description, userName, id?.description ?? ""] }

    enum CodingKeys: String, CodingKey {
        case sysID = "sys_id"
        case userName = "user_name"
        case id
    }
}
