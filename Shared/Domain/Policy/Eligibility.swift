/// Who can have an entitlement at all. Every part that is there has to be met; an enabled account always has to be.
public struct Eligibility: Hashable, Codable, Sendable {
    /// The departments of Entra, one of which has to be the person's; nil: any. Compared as they are, without folding.
    public var departments: [String]?
    /// The employee types of Entra, one of which has to be the person's; nil: any.
    public var employeeTypes: [String]?
    /// Whether guests of the tenant can have it; nil: they can.
    public var guests: Bool?

    public init(departments: [String]? = nil, employeeTypes: [String]? = nil, guests: Bool? = nil) {
        self.departments = departments
        self.employeeTypes = employeeTypes
        self.guests = guests
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case departments
        case employeeTypes = "employee_types"
        case guests
    }
}
