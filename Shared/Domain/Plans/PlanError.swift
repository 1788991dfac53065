/// Why a plan can't be made of the parts that were given.
public enum PlanError: Error, Hashable, CustomStringConvertible {
    /// There is no operation. An empty set of entitlements is an error, never "remove all".
    case empty
    /// The same change is in it twice.
    case duplicate(OperationKey)
    /// A change belongs to another ticket or another person.
    case foreign(OperationKey)

    public var description: String {
        switch self {
        case .empty: "a plan without any operation"
        case .duplicate(let key): "the operation \(key) is in the plan twice"
        case .foreign(let key): "the operation \(key) is of another ticket or person than the plan"
        }
    }
}
