import Domain
import Fleet
import Foundation
import HTTP
import HTTPTypes
import Hummingbird
import NIOCore
import Postgres
import TestSupport
import Testing

@testable import Ingest

@Suite("The hook's address")
struct HookRoutesTests {
    private static let limit = 64 * 1024

    @Test("takes a hint in with 202, and answers the same hint with 200 and the same id")
    func sameID() async throws {
        try await HookBench.with { bench in
            let generation = bench.arrivals.generation
            let first = try await bench.post(HookBench.payload())
            #expect(first.status == .accepted)
            #expect(first.fields["id"] == IntakeStore.requestID(of: Samples.sysID).uuidString.lowercased())
            #expect(bench.arrivals.generation != generation, "nobody was woken")
            // Replayed byte for byte, and told anew: a hint does no more harm the second time.
            for time in [Samples.at, Samples.at + 60] {
                let body = HookBench.payload()
                let again = try await bench.post(body, HookBench.signed(body, at: time))
                #expect(again.status == .ok)
                #expect(again.fields == first.fields)
            }
            #expect(try await bench.rows().map(\.state) == ["hinted"])
            let other = try await bench.post(HookBench.payload("c9"))
            #expect(other.status == .accepted)
            #expect(other.fields["id"] != first.fields["id"])
        }
    }

    @Test("gives all who tell of the same item at the same time one id, and says “new” to one of them")
    func atOnce() async throws {
        try await HookBench.with { bench in
            let answers = try await withThrowingTaskGroup(of: (Int, String?).self) { group in
                for _ in 1...12 {
                    group.addTask {
                        let answer = try await bench.post(HookBench.payload())
                        return (answer.status.code, answer.fields["id"])
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.filter { $0.0 == 202 }.count == 1)
            #expect(answers.filter { $0.0 == 200 }.count == 11)
            #expect(Set(answers.map(\.1)).count == 1)
            #expect(try await bench.rows().count == 1)
        }
    }

    @Test("lets in only whoever has the key, and stores nothing of others")
    func unauthorized() async throws {
        try await HookBench.with { bench in
            let body = HookBench.payload()
            let refused: [HTTPFields] = [
                [.contentType: "application/json"],
                HookBench.signed(body, key: Data("a key that somebody else made up".utf8)),
                HookBench.signed(body + [0x20]), HookBench.signed(body, at: Samples.at - 301),
                HookBench.signed(body, at: Samples.at + 301),
            ]
            for fields in refused {
                let answer = try await bench.post(body, fields)
                #expect(answer.status == .unauthorized)
                #expect(answer.fields["error"]?.hasPrefix("Not accepted: ") == true)
            }
            // Nothing of an unsigned body is looked at: not even what is wrong with it is told.
            let junk = try await bench.post(Array("{".utf8), [.contentType: "application/json"])
            #expect(junk.status == .unauthorized)
            #expect(try await bench.rows().isEmpty)
            #expect(bench.log.text.contains("a hook was refused"))
        }
    }

    @Test("takes bodies of up to 64 KiB, and not a byte more")
    func tooLarge() async throws {
        try await HookBench.with { bench in
            let room = Self.limit - HookBench.payload(padding: 1).count + 1
            let largest = HookBench.payload(padding: room)
            #expect(largest.count == Self.limit)
            #expect(try await bench.post(largest).status == .accepted)
            let tooLarge = HookBench.payload("c9", padding: room + Samples.sysID.description.count - 1)
            #expect(tooLarge.count == Self.limit + 1)
            let answer = try await bench.post(tooLarge)
            #expect(answer.status == .contentTooLarge)
            #expect(answer.fields["error"]?.contains("64 KiB") == true)
            #expect(try await bench.rows().count == 1)
        }
    }

    @Test("takes JSON only")
    func mediaType() async throws {
        try await HookBench.with { bench in
            let body = HookBench.payload()
            for type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "text/json", nil] {
                let answer = try await bench.post(body, HookBench.signed(body, type: type))
                #expect(answer.status == .unsupportedMediaType, "\(type ?? "none")")
            }
            #expect(try await bench.rows().isEmpty)
            for type in ["application/json; charset=utf-8", "Application/JSON"] {
                #expect(try await bench.post(body, HookBench.signed(body, type: type)).status.code < 300, "\(type)")
            }
        }
    }

    @Test("says in a sentence what is wrong with a signed body")
    func unprocessable() async throws {
        try await HookBench.with { bench in
            for text in ["{", "[]", #"{"table":"incident","sys_id":"c1","number":"INC0010001"}"#, ""] {
                let body = Array(text.utf8)
                let answer = try await bench.post(body)
                #expect(answer.status == .unprocessableContent, "\(text)")
                #expect(answer.fields["error"]?.isEmpty == false)
            }
            #expect(try await bench.rows().isEmpty)
        }
    }

    @Test("asks to be told again, and when, while the database is away", .timeLimit(.minutes(1)))
    func databaseAway() async throws {
        // Nobody listens on the port of a server that has stopped.
        let gone = try ScriptedServer { _ in .hangUp }
        gone.stop()
        var configuration = try PostgresConfiguration(
            uri: "postgresql://landfall:not-told-to-anybody@127.0.0.1:\(gone.port)/landfall")
        configuration.acquireTimeout = .milliseconds(300)
        configuration.connectTimeout = .seconds(1)
        let log = LogCapture()
        let database = PostgresClient(configuration: configuration, logger: log.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await database.run() }
            defer { group.cancelAll() }
            try await HookBench.with(database) { bench in
                let answer = try await bench.post(HookBench.payload())
                #expect(answer.status == .serviceUnavailable)
                #expect(answer.headerFields[.retryAfter] == "5")
                #expect(answer.fields["error"]?.contains("again") == true)
                #expect(answer.fields["id"] == nil, "an id is a promise")
                let texts = [bench.log.text, log.text, String(decoding: answer.body, as: UTF8.self)]
                #expect(bench.log.text.contains("could not be made durable"))
                for text in texts { #expect(!text.contains("not-told-to-anybody")) }
            }
        }
    }

    // MARK: - Bodies that don't come to their end

    private struct BrokenOff: Error {}

    @Test("calls a body too large only if it is: one that broke off, or is malformed, is a bad request")
    func brokenBody() async throws {
        try await TestDatabase.with("intake", IntakeSchema.migrations) { database in
            let routes = try HookBench.routes(database, LogCapture())
            let head = HTTPRequest(
                method: .post, scheme: "http", authority: "localhost", path: HookBench.path,
                headerFields: HookBench.signed(HookBench.payload()))
            let (broken, source) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
            source.yield(ByteBuffer(string: #"{"table":"sc_r"#))
            source.finish(throwing: BrokenOff())
            let answer = await routes.receive(Request(head: head, body: RequestBody(asyncSequence: broken)))
            #expect(answer.status == .badRequest)

            let (large, chunks) = AsyncThrowingStream.makeStream(of: ByteBuffer.self)
            for _ in 1...3 { chunks.yield(ByteBuffer(repeating: 0x20, count: Self.limit / 2)) }
            chunks.finish()
            let tooLarge = await routes.receive(Request(head: head, body: RequestBody(asyncSequence: large)))
            #expect(tooLarge.status == .contentTooLarge)
        }
    }

    @Test(
        "answers a real connection that breaks off, or sends a malformed body, with 400 or not at all",
        .timeLimit(.minutes(1)),
        arguments: [
            "Content-Length: 500\r\n\r\n{\"table\":\"sc_r",
            "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"tab\r\nzz\r\n",
            "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"tab\r\n",
        ])
    func rawConnection(rest: String) async throws {
        try await HookBench.with { bench in
            let text = "POST \(HookBench.path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\(rest)"
            let answer = try await RawConversation.hold(port: bench.server.port, text, ends: true)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
            #expect(try await bench.rows().isEmpty)
            // And goes on serving others.
            #expect(try await bench.post(HookBench.payload()).status == .accepted)
        }
    }

    @Test("leaves nothing of key or signature in its log and its answers (I7)")
    func secrets() async throws {
        try await HookBench.with { bench in
            let body = HookBench.payload()
            var texts: [String] = []
            let hooks = [
                HookBench.signed(body), HookBench.signed(body + [0x20]), HookBench.signed(body, at: Samples.at - 400),
            ]
            for fields in hooks {
                texts.append(String(decoding: try await bench.post(body, fields).body, as: UTF8.self))
            }
            let rows = try await bench.store.database.query(
                "SELECT requests::text AS text FROM intake.requests requests")
            texts += try rows.map { row in try row.decode("text", as: String.self) }
            texts.append(bench.log.text)
            #expect(bench.log.text.contains("refused"))
            let name = try #require(HTTPField.Name("X-Landfall-Signature"))
            let codes = hooks.compactMap { $0[name]?.dropFirst("sha256=".count) }
            #expect(codes.count == 3)
            for text in texts {
                #expect(!text.contains(HookBench.base64))
                #expect(!text.contains(String(decoding: HookBench.keyBytes, as: UTF8.self)))
                for code in codes { #expect(!text.contains(code)) }
            }
        }
    }
}
