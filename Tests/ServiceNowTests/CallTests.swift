import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import ServiceNow

@Suite("Calling the instance")
struct CallTests {
    typealias Reply = ScriptedServer.Reply

    /// A client of an instance that answers with tokens, and with this otherwise.
    private func with(
        calls: Int = 2, log: LogCapture = LogCapture(), requestTimeout: Duration = .seconds(20),
        _ reply: @escaping @Sendable (ScriptedServer.Request) -> Reply,
        _ body: (ServiceNowClient, ScriptedServer) async throws -> Void
    ) async throws {
        try await ScriptedInstance.with(
            calls: calls, log: log, requestTimeout: requestTimeout,
            { $0.path == "/oauth_token.do" ? ScriptedInstance.tokenReply() : reply($0) }, body)
    }

    private func failure(_ body: () async throws -> Void) async -> Failure? {
        await #expect(throws: Failure.self) { try await body() }
    }

    @Test("A write sends its fields as JSON, and gives back what the instance says it has now")
    func write() async throws {
        var row = Samples.itemRow()
        row["state"] = "3"
        let reply = ScriptedInstance.result(row)
        try await with({ _ in reply }) { client, server in
            let values = ["state": "4", "work_notes": "“Ü” \"quoted\"\nsecond line"]
            let written = try #require(try await client.update(Samples.sysID, values, trace: Samples.trace))
            // A business rule made 3 of 4; that is for the caller to see.
            #expect(written.item.state == "3")
            #expect(written.correlation.requestID == "794a9c84c331")
            let call = try #require(server.requests.last)
            #expect(call.method == "PATCH")
            #expect(call.path == "/api/now/table/sc_req_item/\(Samples.sysID)")
            #expect(call.headerFields["content-type"] == "application/json")
            #expect(try JSONDecoder().decode([String: String].self, from: Data(call.body.utf8)) == values)
        }
    }

    @Test("A write whose reply is lost is unknown, and is not sent again; a read's can be repeated")
    func lostReply() async throws {
        try await with({ _ in .hangUp }) { client, server in
            let lost = await failure { _ = try await client.update(Samples.sysID, ["state": "3"]) }
            #expect(lost?.reason == .serviceNowReplyLost)
            #expect(lost?.kind == .unknown)
            #expect(server.requests.filter { $0.method == "PATCH" }.count == 1)
            let read = await failure { _ = try await client.requestItem(Samples.sysID) }
            #expect(read?.reason == .serviceNowUnavailable)
            #expect(read?.kind == .transient)
        }
    }

    @Test("A write that the instance doesn't answer in time is unknown")
    func silence() async throws {
        let isOver = Mutex(false)
        try await with(
            requestTimeout: .milliseconds(300),
            { _ in
                while !isOver.withLock({ $0 }) { Thread.sleep(forTimeInterval: 0.01) }
                return .hangUp
            }
        ) { client, _ in
            let lost = await failure { _ = try await client.update(Samples.sysID, ["state": "3"]) }
            isOver.withLock { $0 = true }
            #expect(lost?.reason == .serviceNowReplyLost)
        }
    }

    @Test("A write that never left is not unknown")
    func neverSent() async throws {
        try await with({ _ in ScriptedInstance.result(Samples.itemRow()) }) { client, server in
            // The token is there; then nobody listens any more.
            _ = try await client.requestItem(Samples.sysID)
            server.stop()
            try await waitUntil("the port is closed") {
                let failed = await failure { _ = try await client.requestItem(Samples.sysID) }
                return failed?.detail.contains("connectFailed") == true
            }
            let refused = await failure { _ = try await client.update(Samples.sysID, ["state": "3"]) }
            #expect(refused?.reason == .serviceNowUnavailable)
            #expect(refused?.kind == .transient)
        }
    }

    @Test("Throttled, dropped, asleep and broken answers are told apart over the wire, too")
    func answers() async throws {
        let page = Reply.answer(200, fields: ["Content-Type": "text/html"], body: "<html>Hibernating</html>")
        let cut = Reply.answer(
            200, fields: ["Content-Type": "application/json"],
            body: #"{"result":[{"sys_id":"c1"},"error":{"message":"Transaction cancelled"},"status":"failure"}"#)
        let limit = ["Retry-After": "11", "X-RateLimit-Limit": "100"]
        let expected: [(Reply, Reason, Double?)] = [
            (ScriptedInstance.error(429, "Rate limit exceeded", "100", fields: limit), .serviceNowThrottled, 11),
            (ScriptedInstance.error(429, "Too Many Requests", "busy"), .serviceNowThrottled, nil),
            (.answer(202), .serviceNowNotProcessed, nil), (page, .serviceNowUnreadable, nil),
            (cut, .serviceNowUnreadable, nil), (.answer(502), .serviceNowUnavailable, nil),
            (.answer(503), .serviceNowUnavailable, nil),
            (ScriptedInstance.error(403, "Operation Failed", "ACL Exception"), .serviceNowForbidden, nil),
        ]
        let replies = Mutex(expected.map(\.0))
        try await with({ _ in replies.withLock { $0.removeFirst() } }) { client, server in
            for (_, reason, wait) in expected {
                let failed = await failure { _ = try await client.requestItem(Samples.sysID) }
                #expect(failed?.reason == reason)
                #expect(failed?.retryAfterSeconds == wait)
            }
            // None was repeated on the quiet.
            #expect(server.requests.count == expected.count + 1)
        }
    }

    @Test("Never more calls at a time than configured", .timeLimit(.minutes(1)), arguments: [1, 2, 3])
    func limit(calls: Int) async throws {
        let running = Mutex<(now: Int, most: Int, total: Int)>((0, 0, 0))
        let reply = ScriptedInstance.result(Samples.itemRow())
        try await with(
            calls: calls,
            { _ in
                running.withLock { running in
                    running.now += 1
                    running.most = max(running.most, running.now)
                    running.total += 1
                }
                // Long enough for one too many to come in, too.
                let end = Date(timeIntervalSinceNow: 2)
                while running.withLock({ $0.most < calls }), Date() < end { Thread.sleep(forTimeInterval: 0.005) }
                Thread.sleep(forTimeInterval: 0.03)
                running.withLock { $0.now -= 1 }
                return reply
            }
        ) { client, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...12 {
                    group.addTask {
                        if number.isMultiple(of: 2) {
                            _ = try await client.requestItem(Samples.sysID)
                        } else {
                            _ = try await client.update(Samples.sysID, ["state": "2"])
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(running.withLock { $0.most } == calls)
            #expect(running.withLock { $0.total } == 12)
        }
    }

    @Test("No cookie is ever sent back: calls of one session are queued one behind the other")
    func cookies() async throws {
        let fields = ["Set-Cookie": "glide_session_store=4F2A; Path=/; HttpOnly"]
        let reply = ScriptedInstance.result(Samples.itemRow(), fields: fields)
        try await with({ _ in reply }) { client, server in
            for _ in 1...3 { _ = try await client.requestItem(Samples.sysID) }
            #expect(server.requests.count == 4)
            #expect(server.requests.allSatisfy { $0.headerFields["cookie"] == nil })
        }
    }

    @Test("A value with a caret stays a value: it reaches the instance inside a body, never inside a query")
    func caret() async throws {
        let reply = ScriptedInstance.result([Samples.itemRow()])
        try await with({ _ in reply }) { client, server in
            _ = try await client.requestItems([Samples.sysID])
            _ = try await client.update(Samples.sysID, ["work_notes": "x^active=false^ORsys_id!=0&sysparm_limit=1"])
            let queries = server.requests.compactMap { ScriptedInstance.parameters(of: $0)["sysparm_query"] }
            #expect(queries == ["sys_idIN\(Samples.sysID)"])
            #expect(
                server.requests.allSatisfy {
                    !$0.target.contains("ORsys_id") && !$0.target.contains("sysparm_limit=1&")
                })
            // On the wire the parts of a query are encoded as one parameter.
            #expect(server.requests.allSatisfy { !$0.target.contains("^") })
        }
    }

    @Test("Neither the client secret nor the token is in any error or log line (I7)")
    func secrets() async throws {
        let log = LogCapture()
        let replies: [Reply] = [
            .answer(500), .hangUp, .answer(202), .answer(429, body: "busy"),
            ScriptedInstance.error(401, "User Not Authenticated", "Required"),
            ScriptedInstance.error(403, "Operation Failed", "ACL Exception"),
            .answer(200, fields: ["Content-Type": "text/html"], body: "<html></html>"),
            .answer(302, fields: ["Location": "/login"]), .answer(200, body: "{"),
        ]
        let next = Mutex(0)
        var texts: [String] = []
        try await with(
            log: log,
            { _ in
                next.withLock { next in
                    next += 1
                    return replies[next % replies.count]
                }
            }
        ) { client, _ in
            for _ in 0..<replies.count {
                for body in [
                    { _ = try await client.requestItem(Samples.sysID) },
                    { _ = try await client.update(Samples.sysID, ["state": "3"]) },
                ] as [() async throws -> Void] {
                    do { try await body() } catch { texts += ["\(error)", String(reflecting: error)] }
                }
            }
            texts.append(String(reflecting: client))
        }
        for reply in [Reply.answer(401), .answer(500, body: "no"), .answer(200, body: "<html>"), .hangUp] {
            try await ScriptedInstance.with(log: log, { _ in reply }) { client, _ in
                let failed = await failure { try await client.probe() }
                texts += ["\(String(describing: failed))"]
            }
        }
        texts.append(log.text)
        // The log does tell of the calls.
        #expect(log.text.contains("request answered"))
        #expect(log.text.contains("request failed"))
        #expect(texts.count > 20)
        let secrets = [
            ScriptedInstance.secret, ScriptedInstance.token, PercentEncoding.formValue(ScriptedInstance.secret),
        ]
        for text in texts {
            for secret in secrets { #expect(!text.contains(secret)) }
        }
    }
}
