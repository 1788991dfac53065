import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Entra

@Suite("The process's token")
struct TokenTests {
    @Test("the grant is asked for by the documented form, and the secret's every character arrives")
    func form() async throws {
        try await Stage { _ in .answer(204) }.run { stage in
            _ = try await stage.client.roles()
            let request = try #require(stage.tokenRequests.first)
            #expect(request.method == "POST")
            #expect(request.target == "/7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11/oauth2/v2.0/token")
            #expect(request.headerFields["content-type"] == "application/x-www-form-urlencoded")
            #expect(
                request.form == [
                    "grant_type": "client_credentials", "client_id": "3b6f2f0a-9a86-4c7e-8f39-54c0de90a001",
                    "scope": "https://graph.microsoft.com/.default", "client_secret": Fixtures.secret,
                ])
        }
    }

    @Test("however many calls begin at once, one token is fetched for all of them")
    func singleFlight() async throws {
        let stage = try Stage(
            token: { _ in
                // Long enough for all calls to be under way.
                usleep(200_000)
                return Fixtures.tokenReply()
            },
            graph: { _ in .answer(204) })
        try await stage.run { stage in
            let accepted = await withTaskGroup(of: MembershipWriteOutcome.self, returning: Int.self) { group in
                for _ in 0..<40 { group.addTask { await stage.add() } }
                return await group.reduce(into: 0) { if case .accepted = $1 { $0 += 1 } }
            }
            #expect(accepted == 40)
            #expect(stage.tokenRequests.count == 1)
        }
    }

    @Test("the one who asked first may be cancelled without the others losing the token")
    func cancelledFirst() async throws {
        let isAsked = AsyncStream<Void>.makeStream()
        let mayAnswer = DispatchSemaphore(value: 0)
        let stage = try Stage(
            token: { _ in
                isAsked.continuation.yield()
                mayAnswer.wait()
                return Fixtures.tokenReply()
            },
            graph: { _ in .answer(204) })
        try await stage.run { stage in
            let first = Task { try await stage.client.roles() }
            for await _ in isAsked.stream { break }
            let second = Task { try await stage.client.roles() }
            first.cancel()
            mayAnswer.signal()
            let roles = try await second.value
            #expect(roles == ["GroupMember.ReadWrite.All"])
            #expect(stage.tokenRequests.count == 1)
            _ = try? await first.value
        }
    }

    @Test("a token is renewed before its end, and the secret is read anew, so that a rotated one is taken up")
    func rotation() async throws {
        try await Stage(token: { _ in Fixtures.tokenReply(lifetime: 3_600) }, graph: { _ in .answer(204) }).run {
            stage in
            _ = await stage.add()
            stage.time.advance(by: 3_299)
            _ = await stage.add()
            #expect(stage.tokenRequests.count == 1)
            try stage.secretFile.write("rotated")
            stage.time.advance(by: 1)
            _ = await stage.add()
            _ = await stage.add()
            #expect(stage.tokenRequests.map { $0.form["client_secret"] } == [Fixtures.secret, "rotated"])
        }
    }

    @Test("while the sign-in service is down, the present token is used to its end")
    func outage() async throws {
        let isDown = Mutex(false)
        let stage = try Stage(
            token: { _ in isDown.withLock { $0 } ? .answer(503) : Fixtures.tokenReply(lifetime: 3_600) },
            graph: { _ in .answer(204) })
        try await stage.run { stage in
            let accepted = MembershipWriteOutcome.accepted(CorrelationIDs(clientRequestID: Fixtures.callID))
            #expect(await stage.add().ids == accepted)
            isDown.withLock { $0 = true }
            stage.time.advance(by: 3_400)
            #expect(await stage.add().ids == accepted)
            #expect(await stage.add().ids == accepted)
            #expect(stage.tokenRequests.count == 2)
            stage.time.advance(by: 200)
            guard case .failed(let failure) = await stage.add() else {
                Issue.record("there is no token any more")
                return
            }
            #expect(failure.reason == .graphUnavailable)
            isDown.withLock { $0 = false }
            #expect(await stage.add().ids == accepted)
        }
    }

    @Test("the roles are read from the token; one without roles has none")
    func roles() async throws {
        let token = Fixtures.token(roles: ["GroupMember.ReadWrite.All", "User.Read.All"])
        try await Stage(token: { _ in Fixtures.tokenReply(token) }, graph: { _ in .answer(204) }).run { stage in
            let roles = try await stage.client.roles()
            #expect(roles == ["GroupMember.ReadWrite.All", "User.Read.All"])
        }
        let bare = Fixtures.token(roles: nil)
        try await Stage(token: { _ in Fixtures.tokenReply(bare) }, graph: { _ in .answer(204) }).run { stage in
            let roles = try await stage.client.roles()
            #expect(roles == [])
        }
    }

    @Test(
        "a token that is no JSON Web Token has roles that can't be read",
        arguments: ["opaque", "a.b.c", "..", "a.e30", "a.e30=.c", "a.e.c"])
    func opaque(token: String) {
        let token = AccessToken(Secret(token), requestedAt: Fixtures.epoch, lifetime: 3_600, lead: 300)
        let failure = #expect(throws: Failure.self) { try token.roles() }
        #expect(failure?.reason == .graphUnreadable)
        #expect(failure?.description.contains("opaque") == false)
    }

    @Test("a credential file that can't be used is named, and what is in it isn't said")
    func unusableFile() async throws {
        let stage = try Stage { _ in .answer(204) }
        try await stage.run { stage in
            for text in ["", " \n", String(repeating: "s3cret", count: 20_000)] {
                try stage.secretFile.write(text)
                let failure = await #expect(throws: Failure.self) { try await stage.client.roles() }
                #expect(failure?.reason == .graphUnauthorized)
                #expect(failure?.detail.contains(stage.secretFile.path) == true)
                #expect(failure?.detail.contains("s3cret") == false)
            }
            try FileManager.default.removeItem(atPath: stage.secretFile.path)
            let failure = await #expect(throws: Failure.self) { try await stage.client.roles() }
            #expect(failure?.reason == .graphUnauthorized)
            #expect(stage.server.requests.isEmpty)
        }
    }

    // MARK: - Secrets stay where they are

    @Test("neither the secret nor a token is in any log line or failure, whatever the servers say")
    func secrets() async throws {
        let token = Fixtures.token(roles: ["x"], id: "token-mark")
        let answers: [@Sendable (ScriptedServer.Request) -> ScriptedServer.Reply] = [
            { _ in Fixtures.tokenReply(token) },
            // A server that answers with what it was sent.
            { .answer(401, body: $0.body) },
            { .answer(401, body: #"{"error":"invalid_client","error_description":"\#($0.body)","error_codes":[1]}"#) },
            { .answer(400, body: #"{"error":"\#($0.body)"}"#) },
            { _ in .hangUp },
        ]
        for answer in answers {
            try await Stage(token: answer, graph: { _ in .answer(401) }).run { stage in
                var said: [String] = []
                if case .failed(let failure) = await stage.add() { said.append("\(failure) \(failure)") }
                do { _ = try await stage.client.group(Fixtures.group) } catch { said.append(String(reflecting: error)) }
                said.append(stage.log.text)
                #expect(said.count == 3)
                for text in said {
                    for secret in [Fixtures.secret, PercentEncoding.encode(Fixtures.secret), "secret-~", token] {
                        #expect(!text.contains(secret))
                    }
                }
            }
        }
    }

    @Test("a secret can't be printed, interpolated or dumped")
    func printing() {
        let secret = Secret("s3cret")
        let token = AccessToken(secret, requestedAt: Fixtures.epoch, lifetime: 3_600, lead: 300)
        var dumped = ""
        dump(token, to: &dumped)
        dump(TokenReply.Grant(token: secret, lifetime: 1), to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\(token)", String(reflecting: token), dumped] {
            #expect(!text.contains("s3cret"))
            #expect(text.contains("<secret>"))
        }
    }
}
