/// What Graph counts for each app and tenant.
enum QuotaBudget: String, Sendable, CaseIterable {
    case resourceUnits = "resource_units"
    case writes
}

/// A value for each budget.
struct PerBudget<Value> {
    var resourceUnits: Value
    var writes: Value

    init(_ value: (QuotaBudget) throws -> Value) rethrows {
        resourceUnits = try value(.resourceUnits)
        writes = try value(.writes)
    }

    subscript(budget: QuotaBudget) -> Value {
        get {
            switch budget {
            case .resourceUnits: resourceUnits
            case .writes: writes
            }
        }
        set {
            switch budget {
            case .resourceUnits: resourceUnits = newValue
            case .writes: writes = newValue
            }
        }
    }
}

extension PerBudget: Sendable where Value: Sendable {}
extension PerBudget: Equatable where Value: Equatable {}
