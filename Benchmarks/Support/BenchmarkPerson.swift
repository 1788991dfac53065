/// Somebody whose access changes; the same in Entra and in ServiceNow.
public struct BenchmarkPerson: Sendable {
    public let number: Int

    public init(number: Int) {
        self.number = number
    }

    public var userName: String { "person-\(number)@contoso.example" }
    public var displayName: String { "Person \(number)" }
    public var objectID: String { "a9000000-0000-4000-8000-" + Self.padded(number, 12) }
    public var sysID: String { "d9" + Self.padded(number, 30) }

    /// The user in the seed of Entra's simulator.
    public var entraUser: [String: Any] {
        [
            "id": objectID, "displayName": displayName, "userPrincipalName": userName, "mail": userName,
            "accountEnabled": true, "userType": "Member", "employeeType": "Employee",
        ]
    }

    /// A number with zeros before it.
    public static func padded(_ number: Int, _ length: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: length - digits.count) + digits
    }
}
