/// An operator of an encoded query, spelled as it is written there. Case matters.
enum QueryOperator: String, Sendable, CaseIterable {
    case equals = "="
    case notEquals = "!="
    case greater = ">"
    case greaterOrEqual = ">="
    case less = "<"
    case lessOrEqual = "<="
    case oneOf = "IN"
    case noneOf = "NOT IN"
    case contains = "LIKE"
    case containsNot = "NOT LIKE"
    case startsWith = "STARTSWITH"
    case endsWith = "ENDSWITH"
    case isEmpty = "ISEMPTY"
    case isNotEmpty = "ISNOTEMPTY"
    case emptyString = "EMPTYSTRING"
    case anything = "ANYTHING"
    case between = "BETWEEN"
    case sameAs = "SAMEAS"
    case notSameAs = "NSAMEAS"
    case instanceOf = "INSTANCEOF"

    /// Longest first, so that `>=` isn't read as `>` with a value that starts with `=`.
    static let byLength = allCases.sorted { $0.rawValue.count > $1.rawValue.count }
}
