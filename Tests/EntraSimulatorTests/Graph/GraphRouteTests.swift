import HTTPTypes
import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("Addresses in Graph")
struct GraphRouteTests {
    @Test(
        "are understood in all their spellings",
        arguments: [
            ("/groups/g/members/$ref", GraphRoute.memberReferences(group: "g")),
            ("/groups('g')/members/$ref", .memberReferences(group: "g")),
            ("/Groups/g/Members/u/$ref", .memberReference(group: "g", member: "u")),
            ("/groups/g/members/u", .member(group: "g", member: "u")),
            ("/groups/g/members", .members(group: "g", isTransitive: false, only: nil, isCount: false)),
            (
                "/groups/g/members/microsoft.graph.user",
                .members(group: "g", isTransitive: false, only: .user, isCount: false)
            ),
            ("/groups/g/transitiveMembers/$count", .members(group: "g", isTransitive: true, only: nil, isCount: true)),
            ("/users/o''x@y", .entity(.users, key: "o''x@y")), ("/users('o''x')", .entity(.users, key: "o'x")),
            ("/users/u/microsoft.graph.checkMemberGroups", .membershipQuestion(.users, key: "u", .checkMemberGroups)),
            ("/users/u/manager/$ref", .manager(user: "u", isReference: true)),
            ("/directory/deletedItems/microsoft.graph.group", .deletedGroups),
            ("/directory/deletedItems", .deletedItems), ("/directoryObjects/getByIds", .objectsByIDs),
            ("/users/$count", .count(.users)), ("/$batch", .batch), ("/me/messages", .signedInUser),
        ])
    func understood(path: String, expected: GraphRoute) throws {
        #expect(try GraphRoute(path.split(separator: "/").map(String.init)) == expected)
    }

    @Test(
        "that the simulator does not have are refused as Graph refuses them",
        arguments: [
            ("", ""), ("/devices", "devices"), ("/users/u/messages", "messages"), ("/groups/g/owners", "owners"),
            ("/groups/g/members/u/x", "x"), ("/groups/g/members/u/$ref/x", "x"), ("/users/u/manager/x", "x"),
            ("/groups/g/members/microsoft.graph.device", "microsoft.graph.device"), ("/directory/roles", "roles"),
        ])
    func refused(path: String, segment: String) {
        let error = #expect(throws: GraphError.self) { try GraphRoute(path.split(separator: "/").map(String.init)) }
        #expect(error == .unknownSegment(segment))
    }

    @Test(
        "inside a body must be of this cloud",
        arguments: [
            ("https://graph.microsoft.com/v1.0/directoryObjects/\(Sample.ana)", true),
            ("https://graph.microsoft.com/v1.0/users/\(Sample.ana)", true),
            ("https://graph.microsoft.com/v1.0/directoryObjects('\(Sample.ana)')", true),
            ("https://localhost:9411/v1.0/directoryObjects/\(Sample.ana)", true),
            ("https://graph.microsoft.us/v1.0/directoryObjects/\(Sample.ana)", false),
            ("http://graph.microsoft.com/v1.0/directoryObjects/\(Sample.ana)", false),
            ("https://graph.microsoft.com/v1.0/directoryObjects/\(Sample.ana)/$ref", false),
            ("/directoryObjects/\(Sample.ana)", false), ("https://", false), (Sample.ana, false),
        ])
    func references(text: String, isGood: Bool) throws {
        let reference = try? ObjectReference(parsing: text, authority: "localhost:9411")
        #expect((reference != nil) == isGood)
    }
}
