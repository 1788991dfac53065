/// What a person is looked up by in Entra.
public struct PersonKey: Hashable, Codable, Sendable, CustomStringConvertible {
    public var road: IdentityRoad
    public var value: String

    public init(road: IdentityRoad, value: String) {
        self.road = road
        self.value = value
    }

    public var description: String {
        switch road {
        case .userName: value
        case .mail: "the mail address \(value)"
        case .employeeID: "the employee id \(value)"
        }
    }
}
