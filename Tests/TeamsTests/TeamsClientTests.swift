import Domain
import Foundation
import OrderedCollections
import SimulatorKit
import TestSupport
import Testing

@testable import Teams
@testable import TeamsSimulator

@Suite("A client of a channel")
struct TeamsClientTests {
    private static let message = Array(#"{"type":"message"}"#.utf8)

    private func failure(_ body: () async throws -> Void) async -> Failure? {
        await #expect(throws: Failure.self) { try await body() }
    }

    @Test("posts the message to the webhook's address, once")
    func posts() async throws {
        try await ScriptedChannel.with({ _ in .answer(202) }) { client, server in
            try await client.post(Self.message)
            #expect(server.requests.count == 1)
            let request = try #require(server.requests.first)
            #expect(request.method == "POST")
            #expect("\(server.url)\(request.target)" == ScriptedChannel.address(server.url))
            #expect(request.headerFields["content-type"] == "application/json")
            #expect(request.body == String(decoding: Self.message, as: UTF8.self))
        }
    }

    @Test("says that it isn't known whether the card was posted when the answer was lost, and doesn't repeat it")
    func lost() async throws {
        try await ScriptedChannel.with({ _ in .hangUp }) { client, server in
            #expect(await failure { try await client.post(Self.message) }?.reason == .teamsReplyLost)
            #expect(server.requests.count == 1)
        }
    }

    @Test("says that it isn't known when there is no answer in time", .timeLimit(.minutes(1)))
    func silent() async throws {
        let gate = DispatchSemaphore(value: 0)
        try await ScriptedChannel.with(
            timeout: .milliseconds(200),
            { _ in
                gate.wait()
                return .answer(202)
            }
        ) { client, _ in
            #expect(await failure { try await client.post(Self.message) }?.reason == .teamsReplyLost)
            gate.signal()
        }
    }

    @Test("says that the card was not posted when nobody listens")
    func nobody() async throws {
        try await ScriptedChannel.with(ScriptedChannel.address("http://127.0.0.1:1")) { client, _ in
            #expect(await failure { try await client.post(Self.message) }?.reason == .teamsUndelivered)
        }
    }

    @Test("takes up an address that was exchanged, and says what is wrong with a file without saying what is in it")
    func exchanged() async throws {
        try await ScriptedChannel.with({ $0.target.contains("sig=new") ? .answer(202) : .answer(401) }) { _, server in
            try await ScriptedChannel.with(ScriptedChannel.address(server.url)) { client, file in
                #expect(await failure { try await client.post(Self.message) }?.reason == .teamsWebhookRefused)
                try file.write("\(server.url)\(ScriptedChannel.path)?sig=new\n")
                try await client.post(Self.message)
                for text in ["", "nothing-\(ScriptedChannel.signature)", "ftp://x/?sig=\(ScriptedChannel.signature)"] {
                    try file.write(text)
                    let failure = try #require(await failure { try await client.post(Self.message) })
                    #expect(failure.reason == .teamsWebhookRefused)
                    #expect(failure.detail.contains(file.path))
                    #expect(!failure.detail.contains(ScriptedChannel.signature))
                }
                try FileManager.default.removeItem(atPath: file.path)
                #expect(await failure { try await client.post(Self.message) }?.reason == .teamsWebhookRefused)
            }
        }
    }

    @Test("lets the signature into no log and no error, whatever the answer is")
    func secret() async throws {
        let log = LogCapture()
        let answers: [ScriptedServer.Reply] =
            [202, 200, 302, 400, 401, 404, 413, 429, 500, 503].map { status in
                .answer(
                    status, fields: ["Location": "/?sig=\(ScriptedChannel.signature)"],
                    body: #"{"error":{"code":"X","message":"sig=\#(ScriptedChannel.signature)"}}"#)
            } + [.hangUp]
        var failures: [Failure] = []
        for answer in answers {
            try await ScriptedChannel.with(log: log, { _ in answer }) { client, _ in
                do throws(Failure) {
                    try await client.post(Self.message)
                } catch {
                    failures.append(error)
                }
            }
        }
        #expect(failures.count == 9)
        #expect(!log.text.isEmpty)
        #expect(!log.text.contains(ScriptedChannel.signature))
        #expect(!"\(failures)".contains(ScriptedChannel.signature))
        let address = try #require(WebhookAddress(ScriptedChannel.address("https://teams.example")))
        #expect(!"\(address) \(String(reflecting: address))".contains(ScriptedChannel.signature))
        var dumped = ""
        dump(address, to: &dumped)
        #expect(!dumped.contains(ScriptedChannel.signature))
    }

    @Test("is understood by the simulated channel, which takes the longest card and throttles the fifth in a second")
    func simulated() async throws {
        let simulator = TeamsSimulator(
            seed: try TeamsSeed(["workflows": [["id": "landfall", "sig": .string(ScriptedChannel.signature)]]]),
            // All of it is within one second, however long it takes.
            environment: SimulatorEnvironment(clock: ManualClock()))
        try await SimulatorServer(simulator, logger: TestBroker.quiet).withRunning { addresses in
            try await ScriptedChannel.with(ScriptedChannel.address(addresses.http)) { client, file in
                let long = Card(
                    title: "Long", tone: .warning, text: String(repeating: "é", count: 5_000),
                    details: Array(repeating: String(repeating: "👩", count: 500), count: 100))
                try await client.post(CardMessage.encode(long))
                #expect(simulator.environment.journal.entries.map(\.effect) == ["card.posted"])
                let tooLong = [UInt8](repeating: UInt8(ascii: " "), count: 28 * 1024) + Self.message
                #expect(await failure { try await client.post(tooLong) }?.reason == .teamsCardRefused)
                #expect(await failure { try await client.post(Self.message) }?.reason == .teamsCardRefused)
                var reasons: [Reason] = []
                for _ in 0..<20 {
                    do throws(Failure) {
                        try await client.post(CardMessage.encode(long))
                    } catch {
                        reasons.append(error.reason)
                    }
                }
                #expect(Set(reasons) == [.teamsThrottled])
                try file.write("\(addresses.http)\(ScriptedChannel.path)?sig=another")
                #expect(await failure { try await client.post(Self.message) }?.reason == .teamsWebhookRefused)
            }
        }
    }
}
