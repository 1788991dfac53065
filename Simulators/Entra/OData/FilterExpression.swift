import OrderedCollections
import SimulatorKit

/// A `$filter`. Pure.
indirect enum FilterExpression: Sendable, Hashable {
    enum Comparison: String, Sendable, Hashable {
        case equal = "eq"
        case notEqual = "ne"
        case greater = "gt"
        case greaterOrEqual = "ge"
        case less = "lt"
        case lessOrEqual = "le"
    }

    enum Function: String, Sendable, Hashable {
        case startsWith = "startswith"
        case endsWith = "endswith"
    }

    case compare(String, Comparison, JSONValue)
    case call(Function, String, String)
    case contained(String, [JSONValue])
    /// `groupTypes/any(c:c eq 'Unified')`
    case any(String, JSONValue)
    case and(FilterExpression, FilterExpression)
    case or(FilterExpression, FilterExpression)
    case not(FilterExpression)

    init(parsing text: String) throws(GraphError) {
        var parser = FilterParser(text)
        self = try parser.expression()
    }

    /// The properties that the filter looks at.
    var properties: [String] {
        switch self {
        case .compare(let property, _, _), .call(_, let property, _), .contained(let property, _),
            .any(let property, _):
            [property]
        case .and(let left, let right), .or(let left, let right): left.properties + right.properties
        case .not(let inner): inner.properties
        }
    }

    /// The first property that is used in a way which needs `ConsistencyLevel: eventual` and `$count=true`; nil if
    /// the filter needs neither.
    var firstAdvancedProperty: String? {
        switch self {
        case .compare(let property, .notEqual, _), .compare(let property, .equal, .null),
            .call(.endsWith, let property, _):
            property
        case .compare, .call, .contained, .any: nil
        case .and(let left, let right), .or(let left, let right):
            left.firstAdvancedProperty ?? right.firstAdvancedProperty
        case .not(let inner): inner.properties.first
        }
    }

    /// Whether an object passes. Text is compared without regard to case, as the directory does.
    func matches(_ properties: JSONObject) -> Bool {
        switch self {
        case .compare(let property, let comparison, let literal):
            Self.compare(properties[property] ?? .null, comparison, literal)
        case .call(let function, let property, let text):
            Self.call(function, properties[property]?.string, text)
        case .contained(let property, let literals):
            literals.contains { Self.compare(properties[property] ?? .null, .equal, $0) }
        case .any(let property, let literal):
            (properties[property]?.array ?? []).contains { Self.compare($0, .equal, literal) }
        case .and(let left, let right): left.matches(properties) && right.matches(properties)
        case .or(let left, let right): left.matches(properties) || right.matches(properties)
        case .not(let inner): !inner.matches(properties)
        }
    }

    /// The object ids that the whole filter asks for, if it asks for nothing else: `id eq '…'` or `id in (…)`.
    var onlyIDs: [String]? {
        switch self {
        case .compare("id", .equal, .string(let id)): [id]
        case .contained("id", let literals): literals.compactMap(\.string)
        case .or(let left, let right):
            if let left = left.onlyIDs, let right = right.onlyIDs { left + right } else { nil }
        case .compare, .call, .contained, .any, .and, .not: nil
        }
    }

    private static func compare(_ value: JSONValue, _ comparison: Comparison, _ literal: JSONValue) -> Bool {
        switch comparison {
        case .equal: return isEqual(value, literal)
        case .notEqual: return !isEqual(value, literal)
        case .greater, .greaterOrEqual, .less, .lessOrEqual:
            guard let left = value.string?.lowercased(), let right = literal.string?.lowercased() else { return false }
            return switch comparison {
            case .greater: left > right
            case .greaterOrEqual: left >= right
            case .less: left < right
            case .lessOrEqual, .equal, .notEqual: left <= right
            }
        }
    }

    private static func isEqual(_ value: JSONValue, _ literal: JSONValue) -> Bool {
        if let left = value.string, let right = literal.string { return left.lowercased() == right.lowercased() }
        return value == literal
    }

    private static func call(_ function: Function, _ value: String?, _ text: String) -> Bool {
        guard let value = value?.lowercased() else { return false }
        return switch function {
        case .startsWith: value.hasPrefix(text.lowercased())
        case .endsWith: value.hasSuffix(text.lowercased())
        }
    }
}
