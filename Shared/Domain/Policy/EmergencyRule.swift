/// What an emergency may get without anybody's decision: the access for a short time, which is reviewed afterwards.
public struct EmergencyRule: Hashable, Codable, Sendable {
    /// How long it lasts, in hours from the decision.
    public var hours: Int

    public init(hours: Int) {
        self.hours = hours
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case hours
    }
}
