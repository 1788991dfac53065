import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("Query options")
struct ODataQueryTests {
    @Test("are read with and without the dollar sign")
    func reading() throws {
        let query = try ODataQuery(
            FormItem.parse(
                "$select=id,%20department&$expand=manager($select=id,displayName),memberOf&top=5&$count=true"
                    + "&$orderby=displayName%20desc&custom=1"))
        #expect(query.select == ["id", "department"])
        #expect(query.expand.map(\.property) == ["manager", "memberOf"])
        #expect(query.expand.first?.select == ["id", "displayName"])
        #expect(query.top == 5)
        #expect(query.wantsCount)
        #expect(query.orderBy == .init(property: "displayName", isDescending: true))
    }

    @Test(
        "that Graph does not take are refused",
        arguments: [
            ("$select=", "BadRequest"), ("$top=0", "Request_UnsupportedQuery"),
            ("$top=1000", "Request_UnsupportedQuery"),
            ("$top=x", "BadRequest"), ("$count=maybe", "BadRequest"), ("$skip=10", "Request_BadRequest"),
            ("$apply=x", "BadRequest"), ("$top=1&$top=2", "BadRequest"), ("$orderby=a%20up", "BadRequest"),
            ("$expand=manager($select=id", "BadRequest"), ("$format=xml", "BadRequest"),
        ])
    func refused(text: String, code: String) {
        let error = #expect(throws: GraphError.self) { try ODataQuery(FormItem.parse(text)) }
        #expect(error?.code == code)
    }
}
