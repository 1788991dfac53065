/// A property by which people are looked for.
enum PersonProperty: String, Sendable {
    case mail
    case employeeID = "employeeId"
}
