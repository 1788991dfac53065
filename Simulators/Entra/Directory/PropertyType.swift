import SimulatorKit

/// What a property's value looks like in JSON.
enum PropertyType: Sendable, Hashable {
    case text
    case truth
    case list
    case other

    /// Whether `value` can be the value of such a property. Everything but a list can be null.
    func accepts(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.text, .string), (.truth, .bool), (.list, .array), (.other, _), (.text, .null), (.truth, .null): true
        case (.text, _), (.truth, _), (.list, _): false
        }
    }

    /// The value of a property that was never set.
    var absent: JSONValue {
        switch self {
        case .list: .array([])
        case .text, .truth, .other: .null
        }
    }
}
