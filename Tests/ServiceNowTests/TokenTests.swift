import Domain
import Foundation
import HTTP
import Synchronization
import TestSupport
import Testing

@testable import ServiceNow

@Suite("The instance's token")
struct TokenTests {
    typealias Reply = ScriptedServer.Reply

    private static let item = ScriptedInstance.result(Samples.itemRow())

    private func isToken(_ request: ScriptedServer.Request) -> Bool { request.path == "/oauth_token.do" }

    private func failure(_ body: () async throws -> Void) async -> Failure? {
        await #expect(throws: Failure.self) { try await body() }
    }

    @Test("is asked for by a form, everything in its body")
    func form() async throws {
        try await ScriptedInstance.with({ [self] in isToken($0) ? ScriptedInstance.tokenReply() : Self.item }) {
            client, server in
            _ = try await client.requestItem(Samples.sysID)
            let call = try #require(server.requests.first)
            #expect(call.method == "POST")
            #expect(call.target == "/oauth_token.do")
            #expect(call.headerFields["content-type"] == "application/x-www-form-urlencoded")
            #expect(call.headerFields["authorization"] == nil)
            #expect(
                call.form == [
                    "grant_type": "client_credentials", "client_id": ScriptedInstance.clientID,
                    "client_secret": ScriptedInstance.secret,
                ])
        }
    }

    @Test("is fetched once for all who need it at the same time", .timeLimit(.minutes(1)))
    func once() async throws {
        let arrived = Mutex(0)
        try await ScriptedInstance.with(
            calls: 8,
            { [self] request in
                guard isToken(request) else { return Self.item }
                arrived.withLock { $0 += 1 }
                // Time for a second one to be asked for.
                Thread.sleep(forTimeInterval: 0.1)
                return ScriptedInstance.tokenReply()
            }
        ) { client, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...8 { group.addTask { _ = try await client.requestItem(Samples.sysID) } }
                try await group.waitForAll()
            }
            #expect(arrived.withLock { $0 } == 1)
            #expect(server.requests.count == 9)
            _ = try await client.requestItem(Samples.sysID)
            #expect(arrived.withLock { $0 } == 1)
        }
    }

    @Test("is still there for the others when the one who asked for it gives up", .timeLimit(.minutes(1)))
    func cancelled() async throws {
        let isAsked = Mutex(false)
        let mayGo = Mutex(false)
        try await ScriptedInstance.with(
            calls: 2,
            { [self] request in
                guard isToken(request) else { return Self.item }
                isAsked.withLock { $0 = true }
                while !mayGo.withLock({ $0 }) { Thread.sleep(forTimeInterval: 0.005) }
                return ScriptedInstance.tokenReply()
            }
        ) { client, server in
            defer { mayGo.withLock { $0 = true } }
            let first = Task { try await client.requestItem(Samples.sysID) }
            try await waitUntil("the token is asked for") { isAsked.withLock { $0 } }
            let second = Task { try await client.requestItem(Samples.sysID) }
            first.cancel()
            mayGo.withLock { $0 = true }
            #expect(try await second.value != nil)
            _ = try? await first.value
            #expect(server.requests.filter(isToken).count == 1)
        }
    }

    @Test("is let go of a minute before it ends")
    func end() async throws {
        let time = ManualTime()
        try await ScriptedInstance.with(
            now: { time.now }, { [self] in isToken($0) ? ScriptedInstance.tokenReply(lifetime: 1799) : Self.item }
        ) { client, server in
            _ = try await client.requestItem(Samples.sysID)
            time.advance(by: 1738)
            _ = try await client.requestItem(Samples.sysID)
            #expect(server.requests.filter(isToken).count == 1)
            time.advance(by: 1)
            _ = try await client.requestItem(Samples.sysID)
            #expect(server.requests.filter(isToken).count == 2)
        }
    }

    @Test("that is refused is renewed once, and the call made again with the new one, a write too")
    func renewed() async throws {
        let issued = Mutex(0)
        try await ScriptedInstance.with({ [self] request in
            guard !isToken(request) else {
                return ScriptedInstance.tokenReply("token-\(issued.withLock { $0 += 1; return $0 })")
            }
            return request.headerFields["authorization"] == "Bearer token-1"
                ? ScriptedInstance.error(401, "User Not Authenticated", "Required to provide Auth information")
                : Self.item
        }) { (client, server) async throws in
            #expect(try await client.update(Samples.sysID, ["state": "2"]) != nil)
            #expect(server.requests.map(\.method) == ["POST", "PATCH", "POST", "PATCH"])
            // And is kept.
            #expect(try await client.requestItem(Samples.sysID) != nil)
            #expect(server.requests.count == 5)
        }
    }

    @Test("that is refused twice is said to be: nothing goes round in a circle")
    func refused() async throws {
        try await ScriptedInstance.with({ [self] request in
            isToken(request)
                ? ScriptedInstance.tokenReply()
                : ScriptedInstance.error(401, "User Not Authenticated", "Required to provide Auth information")
        }) { client, server in
            let refused = await failure { _ = try await client.requestItem(Samples.sysID) }
            #expect(refused?.reason == .serviceNowUnauthorized)
            #expect(refused?.detail.contains("401") == true)
            #expect(server.requests.filter { !isToken($0) }.count == 2)
            #expect(server.requests.filter(isToken).count == 2)
        }
    }

    @Test("that isn't to be had is a failure that says why, and is asked for anew by the next call")
    func none() async throws {
        let page = Reply.answer(200, fields: ["Content-Type": "text/html"], body: "<html>Hibernating</html>")
        let denied = Reply.answer(401, body: #"{"error_description":"access_denied","error":"server_error"}"#)
        let expected: [(Reply, Reason)] = [
            (denied, .serviceNowUnauthorized), (.answer(400), .serviceNowUnauthorized),
            (.answer(500), .serviceNowUnavailable), (page, .serviceNowUnavailable), (.hangUp, .serviceNowUnavailable),
            (.answer(200, body: #"{"access_token":"x"}"#), .serviceNowUnavailable),
        ]
        let replies = Mutex(expected.map(\.0))
        try await ScriptedInstance.with({ [self] request in
            guard isToken(request) else { return Self.item }
            return replies.withLock { $0.isEmpty ? ScriptedInstance.tokenReply() : $0.removeFirst() }
        }) { (client, server) async throws in
            for (reply, reason) in expected {
                // Nothing was written without a token, so nothing is unknown.
                let failed = await failure { _ = try await client.update(Samples.sysID, ["state": "2"]) }
                #expect(failed?.reason == reason, "\(reply)")
                #expect(failed?.kind == .transient)
            }
            #expect(server.requests.allSatisfy(isToken))
            #expect(try await client.update(Samples.sysID, ["state": "2"]) != nil)
        }
    }

    @Test("is asked for with the secret that is in the file now; a file that can't be read is named")
    func secretFile() async throws {
        let server = try ScriptedServer { _ in ScriptedInstance.tokenReply() }
        let http = try HTTPClient(logger: LogCapture().logger)
        let path: String
        do {
            let file = try TemporaryFile("first\r\n")
            path = file.path
            let source = TokenSource(
                configuration: ServiceNowConfiguration(url: server.url, clientID: "id", clientSecretFile: path),
                http: http, now: { Samples.at })
            let token = try await source.current()
            await source.forget("another")
            _ = try await source.current()
            #expect(server.requests.count == 1)
            try file.write("second & =\n")
            await source.forget(token)
            _ = try await source.current()
            #expect(server.requests.map { $0.form["client_secret"] } == ["first", "second & ="])
        }
        let source = TokenSource(
            configuration: ServiceNowConfiguration(url: server.url, clientID: "id", clientSecretFile: path),
            http: http, now: { Samples.at })
        let failed = await failure { _ = try await source.current() }
        #expect(failed?.reason == .serviceNowUnauthorized)
        #expect(failed?.detail.contains(path) == true)
        server.stop()
        await http.shutdown()
    }
}
