import Crypto
import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Entra

@Suite("The client of Microsoft Graph")
struct GraphClientTests {
    static let userBody =
        #"{"@odata.context":"x","id":"A0000000-0000-4000-8000-000000000001","userPrincipalName":"ana@contoso.example","#
        + #""displayName":"Ana","accountEnabled":true,"more":1}"#
    static let groupBody =
        #"{"id":"b0000000-0000-4000-8000-000000000001","displayName":"APP-FIN-READERS","groupTypes":["Unified"],"#
        + #""securityEnabled":false,"mailEnabled":true,"onPremisesSyncEnabled":null,"isAssignableToRole":false}"#
    static let missingUser = MembershipWriteClassifierTests.missing("Ana@contoso.example")
    static let missingGroup = MembershipWriteClassifierTests.missing(Fixtures.group.description)

    @Test("reads a person by id: missing only where Graph names this very person")
    func userByID() async throws {
        let missing = MembershipWriteClassifierTests.missing(Fixtures.user.description)
        let answers: [(Int, String)] = [(200, Self.userBody), (404, missing), (404, Self.missingGroup)]
        for (status, body) in answers {
            try await Stage { _ in .answer(status, body: body) }.run { stage in
                let read = { try await stage.client.user(Fixtures.user, priority: .low) }
                if body == Self.missingGroup {
                    await #expect(throws: Failure.self) { try await read() }
                } else {
                    #expect(try await read()?.id == (status == 200 ? Fixtures.user : nil))
                }
                let request = try #require(stage.graphRequests.first)
                #expect(request.target.hasPrefix("/v1.0/users/\(Fixtures.user)?$select=id,"))
            }
        }
    }

    // MARK: - Changes

    @Test("an addition sends what Graph documents, with the ids that find it again")
    func addition() async throws {
        try await Stage { _ in .answer(204, fields: ["request-id": "r-1"]) }.run { stage in
            let outcome = await stage.add()
            #expect(outcome.ids == .accepted(CorrelationIDs(clientRequestID: Fixtures.callID, requestID: "r-1")))
            let request = try #require(stage.graphRequests.first)
            #expect(request.method == "POST")
            #expect(request.target == "/v1.0/groups/\(Fixtures.group)/members/$ref")
            #expect(request.headerFields["content-type"] == "application/json")
            #expect(request.headerFields["client-request-id"] == Fixtures.callID)
            #expect(request.headerFields["traceparent"] == Fixtures.trace.description)
            #expect(request.headerFields["consistencylevel"] == nil)
            #expect(request.headerFields["authorization"]?.hasPrefix("Bearer ") == true)
            #expect(
                request.body
                    == #"{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/\#(Fixtures.user)"}"#)
        }
    }

    @Test(
        "a change is on record by the digests of what was sent and answered, and by that of what was sent where no answer came"
    )
    func digests() async throws {
        func digest(_ text: String) -> String {
            SHA256.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
        }
        try await Stage { _ in .answer(400, body: MembershipWriteClassifierTests.alreadyExist) }.run { stage in
            guard case .alreadySo(let correlation) = await stage.add() else {
                Issue.record("it is so already")
                return
            }
            let request = try #require(stage.graphRequests.first)
            #expect(correlation.requestDigest == digest("POST \(request.target)\n\(request.body)"))
            #expect(
                correlation.responseDigest == digest("400\n\(MembershipWriteClassifierTests.alreadyExist)"))
        }
        try await Stage { _ in .hangUp }.run { stage in
            guard case .failed(let failure) = await stage.remove() else {
                Issue.record("a lost reply is no success")
                return
            }
            let target = "/v1.0/groups/\(Fixtures.group)/members/\(Fixtures.user)/$ref"
            #expect(failure.correlation?.requestDigest == digest("DELETE \(target)\n"))
            #expect(failure.correlation?.responseDigest == nil)
        }
    }

    @Test("a removal is a DELETE of the reference, without a trace when there is none")
    func removal() async throws {
        try await Stage { _ in .answer(204) }.run { stage in
            #expect(await stage.remove().ids == .accepted(CorrelationIDs(clientRequestID: Fixtures.callID)))
            let request = try #require(stage.graphRequests.first)
            #expect(request.method == "DELETE")
            #expect(request.target == "/v1.0/groups/\(Fixtures.group)/members/\(Fixtures.user)/$ref")
            #expect(request.headerFields["traceparent"] == nil)
        }
    }

    @Test("a reply that is lost after a change was sent leaves the outcome unknown, and the change isn't sent twice")
    func lostReply() async throws {
        try await Stage { _ in .hangUp }.run { stage in
            for change in [stage.add, stage.remove] {
                guard case .failed(let failure) = await change() else {
                    Issue.record("a lost reply is no success")
                    continue
                }
                #expect(failure.reason == .graphReplyLost)
                #expect(failure.kind == .unknown)
                #expect(failure.correlation?.ids == CorrelationIDs(clientRequestID: Fixtures.callID))
            }
            #expect(stage.graphRequests.count == 2)
        }
    }

    @Test("a change whose intent is older than a few seconds isn't sent any more, alone or with others")
    func tooLate() async throws {
        try await Stage { _ in .answer(204) }.run { stage in
            let before = ContinuousClock.now - .seconds(6)
            let one = await stage.client.change(
                .add, user: Fixtures.user, group: Fixtures.group, clientRequestID: Fixtures.callID, trace: nil,
                intendedAt: before)
            let batch = await stage.client.change(BatchTests.changes(2), trace: nil, intendedAt: before)
            for outcome in [one] + batch {
                guard case .failed(let failure) = outcome else {
                    Issue.record("it was made")
                    continue
                }
                #expect(failure.reason == .graphUnavailable)
                #expect(failure.correlation != nil)
            }
            let bulk = await stage.client.add(
                [Fixtures.user], to: Fixtures.group, clientRequestID: Fixtures.callID, trace: nil, intendedAt: before)
            guard case .failed = bulk else {
                Issue.record("it was made")
                return
            }
            #expect(stage.graphRequests.isEmpty)
        }
    }

    @Test("a change that never left is a passing failure")
    func noConnection() async throws {
        let stage = try Stage { _ in .answer(204) }
        try await stage.run { stage in
            _ = try await stage.client.roles()
            stage.server.stop()
            // The listener's thread notices within moments; until then a connection may still be taken and dropped.
            var reason: Reason?
            for _ in 0..<200 where reason != .graphUnavailable {
                guard case .failed(let failure) = await stage.add() else { break }
                reason = failure.reason
            }
            #expect(reason == .graphUnavailable)
            #expect(stage.graphRequests.isEmpty)
        }
    }

    @Test("a token that isn't accepted is replaced once, and the change is made with the new one")
    func replacedToken() async throws {
        let count = Mutex(0)
        let stage = try Stage(
            token: { _ in
                Fixtures.tokenReply(Fixtures.token(roles: [], id: "t\(count.withLock { $0 += 1; return $0 })"))
            },
            graph: { request in
                request.headerFields["authorization"]?.hasSuffix(Base64URL.encode("t1".utf8)) == true
                    ? .answer(401) : .answer(204)
            })
        try await stage.run { stage in
            #expect(await stage.add().ids == .accepted(CorrelationIDs(clientRequestID: Fixtures.callID)))
            #expect(await stage.add().ids == .accepted(CorrelationIDs(clientRequestID: Fixtures.callID)))
            #expect(stage.tokenRequests.count == 2)
            #expect(stage.graphRequests.count == 3)
        }
    }

    @Test("two tokens that aren't accepted are enough")
    func unauthorised() async throws {
        try await Stage { _ in .answer(401) }.run { stage in
            guard case .failed(let failure) = await stage.add() else {
                Issue.record("a 401 is no success")
                return
            }
            #expect(failure.reason == .graphUnauthorized)
            #expect(stage.tokenRequests.count == 2)
            #expect(stage.graphRequests.count == 2)
        }
    }

    @Test("nothing is sent to Graph without a token")
    func noToken() async throws {
        let refusal = TokenReplyTests.refusal("invalid_client", 7_000_222, "expired")
        try await Stage(token: { _ in .answer(401, body: refusal) }, graph: { _ in .answer(204) }).run { stage in
            guard case .failed(let failure) = await stage.add() else {
                Issue.record("nothing was sent")
                return
            }
            #expect(failure.reason == .graphUnauthorized)
            #expect(failure.detail.contains("AADSTS7000222"))
            #expect(stage.graphRequests.isEmpty)
        }
    }

    @Test("after a 503 the next call opens a new connection, and the one after that none")
    func freshConnection() async throws {
        let count = Mutex(0)
        try await Stage { _ in
            count.withLock {
                $0 += 1; return $0
            } == 2 ? .answer(503, fields: ["Retry-After": "1.5"]) : .answer(204)
        }.run { stage in
            _ = await stage.add()
            guard case .failed(let failure) = await stage.add() else {
                Issue.record("a 503 is no success")
                return
            }
            #expect(failure.reason == .graphUnavailable)
            #expect(failure.retryAfterSeconds == 1.5)
            _ = await stage.add()
            _ = await stage.add()
            let connections = stage.graphRequests.map(\.connection)
            #expect(connections[0] == connections[1])
            #expect(connections[2] != connections[1])
            #expect(Set(connections).count == 2)
        }
    }

    // MARK: - Reads

    @Test("a person is read by name, with what decides selected")
    func user() async throws {
        try await Stage { _ in .answer(200, body: Self.userBody) }.run { stage in
            let user = try await stage.client.user(principalName: "Ana@contoso.example")
            #expect(
                user
                    == DirectoryUser(
                        id: Fixtures.user, userPrincipalName: "ana@contoso.example", displayName: "Ana",
                        accountEnabled: true))
            let request = try #require(stage.graphRequests.first)
            #expect(
                request.target
                    == "/v1.0/users/Ana%40contoso.example?$select=id,userPrincipalName,displayName,accountEnabled")
            #expect(request.headerFields["client-request-id"].flatMap(UUID.init(uuidString:)) != nil)
        }
    }

    @Test("a group is read with what decides whether it can be changed")
    func group() async throws {
        try await Stage { _ in .answer(200, body: Self.groupBody) }.run { stage in
            let group = try await stage.client.group(Fixtures.group, trace: Fixtures.trace)
            #expect(
                group
                    == DirectoryGroup(
                        id: Fixtures.group, displayName: "APP-FIN-READERS", groupTypes: ["Unified"],
                        securityEnabled: false, mailEnabled: true, onPremisesSyncEnabled: nil,
                        isAssignableToRole: false))
            #expect(stage.graphRequests.first?.headerFields["traceparent"] == Fixtures.trace.description)
        }
    }

    @Test("only a 404 that names the person or the group says that they don't exist")
    func missing() async throws {
        try await Stage { request in
            .answer(404, body: request.path.hasPrefix("/v1.0/users") ? Self.missingUser : Self.missingGroup)
        }.run { stage in
            let user = try await stage.client.user(principalName: "ana@contoso.example")
            let group = try await stage.client.group(Fixtures.group)
            #expect(user == nil)
            #expect(group == nil)
            let failure = await #expect(throws: Failure.self) {
                try await stage.client.membership(of: Fixtures.user, in: Fixtures.group, trace: nil)
            }
            #expect(failure?.reason == .directoryGroupMissing)
        }
    }

    static let foreign: [(Int, String)] = [
        (404, "<html>not found</html>"), (404, ""),
        (404, MembershipWriteClassifierTests.missing("ben@contoso.example")),
        (404, Fixtures.error("Request_ResourceNotFound", "ana@contoso.example")), (200, ""), (200, "<html>"),
        (200, "[]"),
        (
            200,
            #"{"id":"a0000000-0000-4000-8000-000000000001","userPrincipalName":"ana@contoso.example","displayName":"A"}"#
        ),
        (200, userBody.replacing("ana@contoso.example", with: "ben@contoso.example")),
        (200, groupBody.replacing("b0000000", with: "c0000000")),
        (200, groupBody.replacing("securityEnabled", with: "x")),
        (200, groupBody.replacing("onPremisesSyncEnabled", with: "x")), (200, String(userBody.dropLast(5))),
        (202, userBody), (204, ""),
    ]

    @Test("what isn't Graph's answer to the question is unreadable, and never “doesn't exist”", arguments: foreign)
    func unreadable(_ status: Int, _ body: String) async throws {
        try await Stage { _ in .answer(status, body: body) }.run { stage in
            let user = await #expect(throws: Failure.self) {
                try await stage.client.user(principalName: "ana@contoso.example")
            }
            #expect(user?.reason == .graphUnreadable)
            let group = await #expect(throws: Failure.self) { try await stage.client.group(Fixtures.group) }
            #expect(group?.reason == .graphUnreadable)
            let membership = await #expect(throws: Failure.self) {
                try await stage.client.membership(of: Fixtures.user, in: Fixtures.group, trace: nil)
            }
            #expect(membership?.reason == .graphUnreadable)
        }
    }

    @Test("a text that can't be a name is refused, and nothing is sent")
    func badName() async throws {
        try await Stage { _ in .answer(200, body: Self.userBody) }.run { stage in
            let failure = await #expect(throws: Failure.self) {
                try await stage.client.user(principalName: "../groups?$select=id")
            }
            #expect(failure?.reason == .directoryUserMissing)
            #expect(stage.server.requests.isEmpty)
        }
    }

    static let memberships: [(String, Bool?)] = [
        (#"{"value":[]}"#, false),
        (#"{"value":[{"id":"a0000000-0000-4000-8000-000000000001"}]}"#, true),
        (#"{"value":[{"@odata.type":"microsoft.graph.user","id":"A0000000-0000-4000-8000-000000000001"}]}"#, true),
        // An empty page with a link is no "no": Graph may filter page by page.
        (#"{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/x"}"#, nil),
        // A server that ignored the filter.
        (#"{"value":[{"id":"a0000000-0000-4000-8000-000000000002"}]}"#, nil),
        (
            #"{"value":[{"id":"a0000000-0000-4000-8000-000000000001"},{"id":"a0000000-0000-4000-8000-000000000002"}]}"#,
            nil
        ),
        (#"{"value":[{"id":"x"}]}"#, nil), (#"{"value":null}"#, nil), (#"{}"#, nil),
    ]

    @Test("a membership is read from the answer about that one person", arguments: memberships)
    func membership(_ body: String, _ isMember: Bool?) async throws {
        try await Stage { _ in .answer(200, fields: ["request-id": "r-2"], body: body) }.run { stage in
            if let isMember {
                let reading = try await stage.client.membership(
                    of: Fixtures.user, in: Fixtures.group, trace: Fixtures.trace)
                #expect(reading.isMember == isMember)
                #expect(reading.correlation.requestID == "r-2")
                let request = try #require(stage.graphRequests.first)
                #expect(reading.correlation.clientRequestID == request.headerFields["client-request-id"])
                #expect(
                    request.target
                        == "/v1.0/groups/\(Fixtures.group)/members?$filter=id%20eq%20%27\(Fixtures.user)%27&$select=id")
                #expect(request.headerFields["consistencylevel"] == nil)
            } else {
                let failure = await #expect(throws: Failure.self) {
                    try await stage.client.membership(of: Fixtures.user, in: Fixtures.group, trace: nil)
                }
                #expect(failure?.reason == .graphUnreadable)
            }
        }
    }

    @Test("a read whose reply is lost may simply be repeated")
    func lostRead() async throws {
        try await Stage { _ in .hangUp }.run { stage in
            let failure = await #expect(throws: Failure.self) { try await stage.client.group(Fixtures.group) }
            #expect(failure?.reason == .graphUnavailable)
            #expect(failure?.kind == .transient)
        }
    }
}
