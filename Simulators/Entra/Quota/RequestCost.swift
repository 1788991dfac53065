import HTTPTypes

/// What a request costs by Microsoft's table of identity and access limits.
struct RequestCost: Sendable, Hashable {
    var resourceUnits: Int
    var writes: Int

    /// - Parameter addedMembers: How many members a `PATCH` of a group adds.
    init(
        method: HTTPRequest.Method, route: GraphRoute, query: ODataQuery, addedMembers: Int = 0,
        patchCost: QuotaSettings.PatchCost = .one
    ) {
        let isWrite = ![.get, .head].contains(method) && !route.isReadByPost
        writes = isWrite ? 1 : 0
        if isWrite, addedMembers > 0, patchCost == .third { writes = (addedMembers + 2) / 3 }
        guard !isWrite else {
            resourceUnits = 1
            return
        }
        // `getByIds` with `$select` has a price of its own.
        if route == .objectsByIDs {
            resourceUnits = query.select == nil ? 5 : 2
            return
        }
        var units = Self.basePrice(route)
        if query.select != nil { units -= 1 }
        if !query.expand.isEmpty { units += 1 }
        if let top = query.top, top < 20 { units -= 1 }
        resourceUnits = max(units, 1)
    }

    private static func basePrice(_ route: GraphRoute) -> Int {
        switch route {
        case .collection(.users), .count(.users): 2
        case .members(_, let isTransitive, _, _): isTransitive ? 5 : 3
        case .memberOf(_, _, let isTransitive, _): isTransitive ? 5 : 2
        case .membershipQuestion(_, _, let question): question.isCheck ? 4 : 2
        case .batch, .collection, .count, .entity, .manager, .memberReferences, .memberReference, .member,
            .objectsByIDs, .deletedGroups, .deletedItem, .deletedItems, .signedInUser:
            1
        }
    }
}
