import Domain
import Foundation
import TestSupport
import Testing

@testable import Entra

@Suite("Who could decide, as Graph says it")
struct GraphPoolTests {
    private static func member(_ id: Int, _ name: String, isEnabled: String = "true", type: String = "user") -> String {
        ##"{"@odata.type":"#microsoft.graph.\##(type)","id":"a0000000-0000-4000-8000-00000000000\##(id)","##
            + #""userPrincipalName":"\#(name)@contoso.example","displayName":"\#(name)","accountEnabled":\#(isEnabled)}"#
    }

    @Test("The people of a group come with whether they are enabled; what isn't a person is left out")
    func people() async throws {
        let group = ##"{"@odata.type":"#microsoft.graph.group","id":"b0000000-0000-4000-8000-000000000009"}"##
        let list = [Self.member(1, "Ana"), Self.member(2, "Ben", isEnabled: "false"), group].joined(separator: ",")
        try await Stage { _ in .answer(200, body: #"{"value":[\#(list)]}"#) }.run { (stage) async throws in
            let people = try await stage.client.people(in: Fixtures.group)
            #expect(people?.map(\.displayName) == ["Ana", "Ben"])
            #expect(people?.map(\.accountEnabled) == [true, false])
            let request = try #require(stage.graphRequests.first)
            #expect(
                request.target
                    == "/v1.0/groups/\(Fixtures.group)/members?$select=id,userPrincipalName,displayName,accountEnabled&$top=999"
            )
            #expect(request.method == "GET" && request.headerFields["consistencylevel"] == nil)
        }
    }

    @Test("A group that is gone has nobody; one too large, or one of which Graph doesn't say all, can't be looked up")
    func trouble() async throws {
        let missing = MembershipWriteClassifierTests.missing(Fixtures.group.description)
        let next = #"{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/groups/x"}"#
        let partial = #"{"value":[\#(Self.member(1, "Ana", isEnabled: "null"))]}"#
        let answers: [(Int, String, Reason?)] = [
            (404, missing, nil), (404, MembershipWriteClassifierTests.missing("other"), .graphUnreadable),
            (200, next, .policyNobodyCanApprove), (200, partial, .graphUnreadable), (503, "", .graphUnavailable),
        ]
        for (status, body, reason) in answers {
            try await Stage { _ in .answer(status, body: body) }.run { (stage) async throws in
                guard let reason else {
                    #expect(try await stage.client.people(in: Fixtures.group) == nil)
                    return
                }
                let failure = await #expect(throws: Failure.self) {
                    try await stage.client.people(in: Fixtures.group)
                }
                #expect(failure?.reason == reason)
            }
        }
    }

    @Test("Who has no manager has none, and so has who is gone; a proxy's 404 doesn't say that")
    func manager() async throws {
        let answers: [(Int, String, String?, Bool)] = [
            (200, Self.member(2, "Ben"), "Ben", false),
            (404, MembershipWriteClassifierTests.missing("manager"), nil, false),
            (404, MembershipWriteClassifierTests.missing(Fixtures.user.description), nil, false),
            (404, "<html>", nil, true),
        ]
        for (status, body, name, fails) in answers {
            try await Stage { _ in .answer(status, body: body) }.run { (stage) async throws in
                if fails {
                    await #expect(throws: Failure.self) { try await stage.client.manager(of: Fixtures.user) }
                } else {
                    #expect(try await stage.client.manager(of: Fixtures.user)?.displayName == name)
                }
            }
        }
    }

    @Test("What somebody has is listed by name, and said to be more where it is")
    func groups() async throws {
        let body =
            ##"{"value":[{"@odata.type":"#microsoft.graph.group","displayName":"APP-A"},"##
            + ##"{"@odata.type":"#microsoft.graph.directoryRole","displayName":"Role"}],"@odata.nextLink":"x"}"##
        try await Stage { _ in .answer(200, body: body) }.run { (stage) async throws in
            let groups = try await stage.client.groupNames(of: Fixtures.user)
            #expect(groups.names == ["APP-A"] && groups.areMore)
        }
    }
}
