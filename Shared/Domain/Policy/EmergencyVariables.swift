/// How an item's tickets say that access is needed at once (break-glass).
public struct EmergencyVariables: Hashable, Codable, Sendable {
    /// The variable that says so: `true`, `yes` or `1`.
    public var variable: String
    /// The variable that says why; without a reason it is no emergency.
    public var reasonVariable: String

    public init(variable: String, reasonVariable: String) {
        self.variable = variable
        self.reasonVariable = reasonVariable
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case variable
        case reasonVariable = "reason_variable"
    }
}
