import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import OrderedCollections
import SimulatorKit
import Testing

@testable import TeamsSimulator

@Suite("The Teams simulator")
struct TeamsSimulatorTests {
    private static let card: JSONValue = [
        "type": "message",
        "attachments": [
            [
                "contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": .null,
                "content": [
                    "type": "AdaptiveCard", "version": "1.4", "body": [["type": "TextBlock", "text": "Hello"]],
                ],
            ]
        ],
    ]

    private static func answer(
        _ simulator: TeamsSimulator, _ body: JSONValue = card, query: String = "?api-version=2016-06-01&sig=s",
        at date: Date = Date(timeIntervalSince1970: 1_790_000_000), method: HTTPRequest.Method = .post
    ) async -> SimulatorResponse {
        await simulator.respond(
            to: SimulatorRequest(
                method: method, target: "/workflows/w1/triggers/manual/paths/invoke" + query,
                headers: [.contentType: "application/json"], body: body.serialized, receivedAt: date))
    }

    @Test("takes a card with 202 and nothing to say about it, and keeps it")
    func takesCard() async throws {
        let simulator = TeamsSimulator()
        let response = await Self.answer(simulator)
        #expect(response.status == .accepted)
        #expect(response.body.isEmpty)
        let request = SimulatorRequest(method: .get, target: "/_sim/cards", receivedAt: Date())
        let cards = try #require(await simulator.control(request))
        let list = try #require(try JSONValue(parsing: cards.body).array)
        #expect(list.count == 1)
        #expect(list[0]["payload"] == Self.card)
        #expect(list[0]["at"] == "2026-09-21T14:13:20.000Z")
        #expect(simulator.environment.journal.entries.map(\.effect) == ["card.posted"])
    }

    @Test("wants the signature of the workflow", arguments: ["", "?api-version=1", "?api-version=1&sig="])
    func wantsSignature(query: String) async {
        #expect(await Self.answer(TeamsSimulator(), query: query).status == .unauthorized)
    }

    @Test("knows the signature of a workflow that its seed names")
    func namedWorkflow() async throws {
        let seed = try TeamsSeed(["workflows": [["id": "w1", "sig": "right"]]])
        let simulator = TeamsSimulator(seed: seed)
        #expect(await Self.answer(simulator, query: "?api-version=1&sig=wrong").status == .unauthorized)
        #expect(await Self.answer(simulator, query: "?api-version=1&sig=right").status == .accepted)
    }

    @Test(
        "refuses what the flow could not post",
        arguments: [
            ["type": "MessageCard"], ["type": "message"], ["type": "message", "attachments": []],
            ["type": "message", "attachments": [["contentType": "text/html", "content": [:]]]],
            [
                "type": "message",
                "attachments": [
                    ["contentType": "application/vnd.microsoft.card.adaptive", "content": ["type": "AdaptiveCard"]]
                ],
            ], ["text"],
        ] as [JSONValue])
    func refusesEnvelope(body: JSONValue) async {
        let simulator = TeamsSimulator()
        #expect(await Self.answer(simulator, body).status == .badRequest)
        #expect(simulator.environment.journal.entries.isEmpty)
    }

    @Test("refuses a message over 28 KB")
    func refusesLarge() async {
        var body = Self.card.object ?? [:]
        body["summary"] = .string(String(repeating: "x", count: 28 * 1024))
        #expect(await Self.answer(TeamsSimulator(), .object(body)).status == .contentTooLarge)
    }

    @Test("throttles the fifth request in a second")
    func throttles() async {
        let simulator = TeamsSimulator()
        for _ in 0..<4 { #expect(await Self.answer(simulator).status == .accepted) }
        let response = await Self.answer(simulator)
        #expect(response.status == .tooManyRequests)
        #expect(response.headers[.retryAfter] == "1")
        #expect(simulator.environment.journal.entries.count == 4)
    }

    @Test("is no page to look at, and has nothing beside the webhook")
    func otherRequests() async {
        #expect(await Self.answer(TeamsSimulator(), method: .get).status == .methodNotAllowed)
        let request = SimulatorRequest(method: .post, target: "/webhook", receivedAt: Date())
        #expect(await TeamsSimulator().respond(to: request).status == .notFound)
    }

    @Test("can answer over HTTP as connectors did, with a 200 that is none, and forgets on reset")
    func overHTTP() async throws {
        let simulator = TeamsSimulator(seed: try TeamsSeed(["throttle": "none"]))
        try await SimulatorServer(simulator).withRunning { addresses in
            func send(_ path: String, _ body: JSONValue?) async throws -> (Int, String) {
                let request = TestClient.Request(
                    path, method: body == nil ? .get : .post, authority: "localhost",
                    headers: [.contentType: "application/json"],
                    body: body.map { ByteBuffer(bytes: $0.serialized) })
                return try await TestClient.withClient(host: addresses.host, port: addresses.port) { client in
                    let response = try await client.execute(request)
                    return (response.status.code, response.body.map { String(buffer: $0) } ?? "")
                }
            }
            let path = "/workflows/w1/triggers/manual/paths/invoke?api-version=2016-06-01&sig=s"
            _ = try await send("/_sim/faults", [["match": ["path": "invoke"], "act": ["status": 200]]])
            let (status, text) = try await send(path, Self.card)
            #expect(status == 200)
            #expect(text.contains("Microsoft Teams endpoint returned HTTP error 429"))
            #expect(try await send(path, Self.card).0 == 202)
            #expect(try JSONValue(parsing: try await send("/_sim/cards", nil).1).array?.count == 1)
            _ = try await send("/_sim/reset", ["throttle": "workflows"])
            #expect(try await send("/_sim/cards", nil).1 == "[]")
        }
    }
}
