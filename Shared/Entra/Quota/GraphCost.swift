/// What a call takes from the quota that an application has in a tenant: Microsoft's table of the identity and access limits. Pure.
///
/// Graph charges every request, the refused ones too, and each request of a batch as if it had come by itself: a batch saves round trips,
/// not quota.
public struct GraphCost: Hashable, Sendable {
    public var writes: Int
    public var resourceUnits: Int

    public init(writes: Int, resourceUnits: Int) {
        self.writes = writes
        self.resourceUnits = resourceUnits
    }

    public static let none = GraphCost(writes: 0, resourceUnits: 0)

    /// `GET /users/{name}` is 1; `$select` takes one off, but nothing costs less than 1.
    public static let user = GraphCost(writes: 0, resourceUnits: 1)
    /// `GET /groups/{id}`, as ``user``.
    public static let group = GraphCost(writes: 0, resourceUnits: 1)
    /// `GET /groups/{id}/members` is 3; `$select` takes one off.
    public static let membership = GraphCost(writes: 0, resourceUnits: 2)
    /// `GET /users/{name}` is 1, `$select` takes one off, `$expand` adds one.
    static let person = GraphCost(writes: 0, resourceUnits: 1)
    /// `GET /users` is 2, and the same.
    static let people = GraphCost(writes: 0, resourceUnits: 2)
    /// `GET /groups`, which isn't in the table: any other read is 1.
    static let groups = GraphCost(writes: 0, resourceUnits: 1)
    /// `GET /directory/deletedItems/{id}`, which isn't in the table either.
    static let deletedItem = GraphCost(writes: 0, resourceUnits: 1)
    /// `POST …/checkMemberGroups`, which is a read.
    static let membershipCheck = GraphCost(writes: 0, resourceUnits: 4)
    /// `POST …/members/$ref` and `DELETE …/members/{id}/$ref`.
    public static let change = GraphCost(writes: 1, resourceUnits: 1)

    /// `PATCH /groups/{id}` with `members@odata.bind`.
    ///
    /// - Parameters:
    ///   - count: how many people it adds.
    ///   - price: what it costs in writes, on which sources differ.
    public static func bulkAdd(of count: Int, at price: EntraConfiguration.BulkAddCost) -> GraphCost {
        switch price {
        case .one: GraphCost(writes: 1, resourceUnits: 1)
        case .third: GraphCost(writes: max((count + 2) / 3, 1), resourceUnits: 1)
        }
    }

    public static func + (left: GraphCost, right: GraphCost) -> GraphCost {
        GraphCost(writes: left.writes + right.writes, resourceUnits: left.resourceUnits + right.resourceUnits)
    }

    public static func * (cost: GraphCost, count: Int) -> GraphCost {
        GraphCost(writes: cost.writes * count, resourceUnits: cost.resourceUnits * count)
    }
}
