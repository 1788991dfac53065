import HTTPTypes
import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("The cost of a request")
struct RequestCostTests {
    struct Price: Sendable, CustomTestStringConvertible {
        let method: HTTPRequest.Method
        let target: String
        let units: Int
        let writes: Int

        var testDescription: String { "\(method) \(target)" }

        static let table = [
            Price(method: .post, target: "/groups/g/members/$ref", units: 1, writes: 1),
            Price(method: .patch, target: "/groups/g", units: 1, writes: 1),
            Price(method: .delete, target: "/groups/g/members/u/$ref", units: 1, writes: 1),
            Price(method: .get, target: "/groups/g", units: 1, writes: 0),
            Price(method: .get, target: "/groups/g?$select=id", units: 1, writes: 0),
            Price(method: .get, target: "/groups/g/members", units: 3, writes: 0),
            Price(method: .get, target: "/groups/g/members?$select=id", units: 2, writes: 0),
            Price(method: .get, target: "/groups/g/members?$select=id&$top=5", units: 1, writes: 0),
            Price(method: .get, target: "/groups/g/members?$top=20", units: 3, writes: 0),
            Price(method: .get, target: "/groups/g/transitiveMembers", units: 5, writes: 0),
            Price(method: .get, target: "/users", units: 2, writes: 0),
            Price(method: .get, target: "/users/u", units: 1, writes: 0),
            Price(method: .get, target: "/users/u?$expand=manager", units: 2, writes: 0),
            Price(method: .get, target: "/users/u/memberOf", units: 2, writes: 0),
            Price(method: .get, target: "/users/u/manager", units: 1, writes: 0),
            Price(method: .get, target: "/directory/deletedItems/microsoft.graph.group", units: 1, writes: 0),
            Price(method: .post, target: "/users/u/checkMemberGroups", units: 4, writes: 0),
            Price(method: .post, target: "/users/u/checkMemberObjects", units: 4, writes: 0),
            Price(method: .post, target: "/users/u/getMemberGroups", units: 2, writes: 0),
            Price(method: .post, target: "/directoryObjects/getByIds", units: 5, writes: 0),
            Price(method: .post, target: "/directoryObjects/getByIds?$select=id", units: 2, writes: 0),
        ]
    }

    @Test("is that of Microsoft's table", arguments: Price.table)
    func prices(price: Price) throws {
        let parts = price.target.split(separator: "?")
        let query = try ODataQuery(parts.count == 2 ? FormItem.parse(String(parts[1])) : [])
        let route = try GraphRoute(parts[0].split(separator: "/").map(String.init))
        let cost = RequestCost(method: price.method, route: route, query: query)
        #expect(cost.resourceUnits == price.units)
        #expect(cost.writes == price.writes)
    }

    @Test("of adding many at once is one, or a third of their number", arguments: [(1, 1), (3, 1), (4, 2), (20, 7)])
    func bulk(members: Int, third: Int) throws {
        let route = GraphRoute.entity(.groups, key: "g")
        let one = RequestCost(method: .patch, route: route, query: .none, addedMembers: members, patchCost: .one)
        let divided = RequestCost(method: .patch, route: route, query: .none, addedMembers: members, patchCost: .third)
        #expect(one.writes == 1)
        #expect(divided.writes == third)
    }
}
