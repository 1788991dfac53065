import Domain
import Fleet
import Foundation
import HTTP
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Ingest

@Suite("The address for intents")
struct IntentRoutesTests {
    private struct Bench {
        let server: RunningServer
        let store: IntentStore
        let arrivals: ChangeSignal
        let log: LogCapture

        func post(_ body: [UInt8], _ fields: HTTPFields? = nil) async throws -> HTTPClientResponse {
            try await server.call(.post, "/v1/intents", headerFields: fields ?? IntentSamples.signed(body), body: body)
        }

        func ask(_ id: String, as client: String = IntentSamples.client, key: Data = IntentSamples.key) async throws
            -> HTTPClientResponse
        {
            try await server.call(
                .get, "/v1/intents/\(id)", headerFields: IntentSamples.signed(Array(id.utf8), as: client, key: key))
        }

        func count() async throws -> Int {
            try await store.database.query("SELECT count(*) AS n FROM intake.intents").first?.decode("n") ?? -1
        }
    }

    private func with(_ body: (Bench) async throws -> Void) async throws {
        try await TestDatabase.with("intake", IntakeSchema.migrations) { database in
            let log = LogCapture()
            let routes = IntentRoutes(
                clients: try IntentClients(text: IntentSamples.clientsText, variable: "CLIENTS"),
                policy: { IntentSamples.policy() }, store: IntentStore(database: database), arrivals: ChangeSignal(),
                now: { Samples.at }, logger: log.logger)
            try await RunningServer.with(routes.add) { server in
                try await body(Bench(server: server, store: routes.store, arrivals: routes.arrivals, log: log))
            }
        }
    }

    @Test("takes one in with 202, and answers the same one with 200 and the same id")
    func sameID() async throws {
        try await with { bench in
            let generation = bench.arrivals.generation
            let body = try IntentSamples.body()
            let first = try await bench.post(body)
            #expect(first.status == .accepted)
            let id = IntentSamples.intent().id(of: IntentSamples.client).uuidString.lowercased()
            #expect(first.fields == ["id": id, "state": "taken"])
            #expect(bench.arrivals.generation != generation, "nobody was woken")
            let again = try await bench.post(body, IntentSamples.signed(body, at: Samples.at + 60))
            #expect(again.status == .ok)
            #expect(again.fields == first.fields)
            #expect(try await bench.count() == 1)
        }
    }

    @Test("refuses another intent under a key that was used, and says so")
    func conflict() async throws {
        try await with { bench in
            #expect(try await bench.post(IntentSamples.body()).status == .accepted)
            let other = try await bench.post(IntentSamples.body(["reason": "something else"]))
            #expect(other.status == .conflict)
            #expect(other.fields["error"]?.hasPrefix("key is that of another intent: ") == true)
            // Another automation's keys are its own.
            let body = try IntentSamples.body(["reason": "something else"])
            let fields = IntentSamples.signed(body, as: IntentSamples.otherClient, key: IntentSamples.otherKey)
            #expect(try await bench.post(body, fields).status == .accepted)
        }
    }

    @Test("lets in only whom it knows, each by the key of its own, and stores nothing of others")
    func unauthorized() async throws {
        try await with { bench in
            let body = try IntentSamples.body()
            let refused: [HTTPFields] = [
                [.contentType: "application/json"], HookBench.signed(body, key: IntentSamples.key),
                IntentSamples.signed(body, as: "nobody"), IntentSamples.signed(body, as: IntentSamples.otherClient),
                IntentSamples.signed(body, key: IntentSamples.otherKey), IntentSamples.signed(body + [0x20]),
                IntentSamples.signed(body, at: Samples.at - 301), IntentSamples.signed(body, at: Samples.at + 301),
            ]
            for fields in refused {
                let answer = try await bench.post(body, fields)
                #expect(answer.status == .unauthorized)
                #expect(answer.fields["error"]?.hasPrefix("Not accepted: ") == true)
            }
            #expect(try await bench.count() == 0)
            #expect(bench.log.text.contains("an intent was refused"))
            #expect(!bench.log.text.contains(IntentSamples.key.base64EncodedString()))
        }
    }

    @Test("refuses what can't become a ticket, with a sentence")
    func unprocessable() async throws {
        try await with { bench in
            let answer = try await bench.post(IntentSamples.body(["entitlements": ["ROOT"]]))
            #expect(answer.status == .unprocessableContent)
            #expect(answer.fields["error"]?.contains("names of entitlements") == true)
            let large = Array(repeating: UInt8(ascii: " "), count: IntentRoutes.maximumBody + 1)
            #expect(try await bench.post(large).status == .contentTooLarge)
            var fields = IntentSamples.signed(Array("{}".utf8))
            fields[.contentType] = "text/plain"
            #expect(try await bench.post(Array("{}".utf8), fields).status == .unsupportedMediaType)
            #expect(try await bench.count() == 0)
        }
    }

    @Test("tells the automation that proposed it, and no other, what became of one")
    func told() async throws {
        try await with { bench in
            let id = try #require(try await bench.post(IntentSamples.body()).fields["id"])
            #expect(try await bench.ask(id).fields == ["id": id, "state": "taken"])
            let kept = try #require(try await bench.store.takeDue(limit: 1, lease: 60, at: Samples.at).first)
            #expect(try await bench.store.ordering(kept, at: Samples.at))
            try await bench.store.ordered(kept, as: Ticket(sysID: Samples.sysID, number: Samples.ritm))
            #expect(
                try await bench.ask(id).fields == ["id": id, "state": "ordered", "ritm": Samples.ritm.description])
            let other = try await bench.ask(id, as: IntentSamples.otherClient, key: IntentSamples.otherKey)
            #expect(other.status == .notFound)
            #expect(try await bench.ask(UUID().uuidString).status == .notFound)
            #expect(try await bench.ask(id, key: IntentSamples.otherKey).status == .unauthorized)
        }
    }
}
