import Foundation
import HTTPTypes
import HummingbirdTLS
import HummingbirdTesting
import NIOCore
import SimulatorKit
import Testing

@Suite("A simulator is served over HTTP", .timeLimit(.minutes(1)))
struct SimulatorServerTests {
    /// Sends requests one after the other, each over a connection of its own.
    struct Browser: Sendable {
        let addresses: SimulatorAddresses

        func send(
            _ method: HTTPRequest.Method, _ target: String, _ body: String? = nil, headers: HTTPFields = [:]
        ) async throws -> (status: Int, body: JSONValue?) {
            try await TestClient.withClient(host: addresses.host, port: addresses.port) { client in
                let response = try await client.execute(
                    .init(
                        target, method: method, authority: "localhost:\(addresses.port)", headers: headers,
                        body: body.map { ByteBuffer(string: $0) }))
                let text = response.body.map { String(buffer: $0) } ?? ""
                return (response.status.code, text.isEmpty ? nil : try JSONValue(parsing: text))
            }
        }
    }

    private func serve(
        _ simulator: CounterSimulator = CounterSimulator(),
        _ operation: @escaping @Sendable (Browser) async throws -> Void
    ) async throws {
        try await SimulatorServer(simulator).withRunning { addresses in
            try await operation(Browser(addresses: addresses))
        }
    }

    @Test("journal and requests tell what happened, without the control requests")
    func records() async throws {
        try await serve { browser async throws in
            let id = try #require(HTTPField.Name("client-request-id"))
            #expect(try await browser.send(.post, "/count", headers: [id: "of-the-caller"]).status == 201)
            #expect(try await browser.send(.get, "/nowhere?secret=1").status == 404)
            let journal = try await browser.send(.get, "/_sim/journal").body?.array ?? []
            #expect(journal.count == 1)
            #expect(journal.first?["effect"] == "counted")
            #expect(journal.first?["value"] == 1)
            let requests = try await browser.send(.get, "/_sim/requests").body?.array ?? []
            #expect(requests.map { $0["path"]?.string } == ["/count", "/nowhere"])
            #expect(requests.map { $0["status"]?.integer } == [201, 404])
            #expect(requests.first?["request_id"] == journal.first?["request_id"])
            #expect(requests.map { $0["client_request_id"]?.string } == ["of-the-caller", nil])
            #expect(!JSONValue.array(requests).text.contains("secret"))
            #expect(try await browser.send(.get, "/_sim/requests?after=1").body?.array?.count == 1)
            #expect(try await browser.send(.get, "/_sim/requests?after=x").status == 400)
        }
    }

    @Test("reset goes back to the start, or to a seed, and clears the records")
    func reset() async throws {
        try await serve { browser async throws in
            _ = try await browser.send(.post, "/count")
            #expect(
                try await browser.send(.post, "/_sim/faults", #"[{"match":{},"act":{"status":500}}]"#).status == 204)
            #expect(try await browser.send(.post, "/_sim/reset", #"{"count":41}"#).status == 204)
            #expect(try await browser.send(.get, "/_sim/state").body == ["count": 41])
            #expect(try await browser.send(.get, "/_sim/journal").body == [])
            #expect(try await browser.send(.get, "/_sim/requests").body == [])
            #expect(try await browser.send(.get, "/_sim/faults").body == [])
            let refused = try await browser.send(.post, "/_sim/reset", #"{"coun":41}"#)
            #expect(refused.status == 400)
            #expect(refused.body?["error"] == "The seed needs \"count\".")
            #expect(try await browser.send(.get, "/_sim/state").body == ["count": 41])
            #expect(try await browser.send(.post, "/_sim/reset").status == 204)
            #expect(try await browser.send(.get, "/_sim/state").body == ["count": 0])
        }
    }

    @Test("what the control endpoints don't know is refused")
    func controlRefusals() async throws {
        try await serve { browser async throws in
            #expect(try await browser.send(.get, "/_sim/other").status == 404)
            #expect(try await browser.send(.delete, "/_sim/journal").status == 405)
            #expect(try await browser.send(.post, "/_sim/faults", "{").status == 400)
            let refused = try await browser.send(.post, "/_sim/faults", #"[{"match":{},"act":{}}]"#)
            #expect(refused.body?["error"] == "Rule 1: \"act\" must have \"status\", \"delay_ms\" or \"close\".")
        }
    }

    /// What a fault does to a `POST /count`, and whether that counted.
    struct Fault: Sendable, CustomTestStringConvertible {
        let act: String
        let status: Int?
        let body: JSONValue?
        let isCounted: Bool

        var testDescription: String { act }

        static let all = [
            Fault(act: #"{"status":503}"#, status: 503, body: ["stock": 503], isCounted: false),
            Fault(act: #"{"status":503,"body":{"x":1}}"#, status: 503, body: ["x": 1], isCounted: false),
            Fault(
                act: #"{"status":503,"after_effect":true}"#, status: 503, body: ["stock": 503], isCounted: true),
            Fault(act: #"{"delay_ms":1}"#, status: 201, body: ["count": 1], isCounted: true),
            Fault(act: #"{"delay_ms":1,"after_effect":true}"#, status: 201, body: ["count": 1], isCounted: true),
            Fault(act: #"{"close":"before"}"#, status: nil, body: nil, isCounted: false),
            Fault(act: #"{"close":"after"}"#, status: nil, body: nil, isCounted: true),
        ]
    }

    @Test("a fault has its effect, or none, as its rule says", arguments: Fault.all)
    func faults(fault: Fault) async throws {
        try await serve { browser async throws in
            let rules = #"[{"match":{"method":"POST","path":"^/count$"},"act":"# + fault.act + "}]"
            #expect(try await browser.send(.post, "/_sim/faults", rules).status == 204)
            if let status = fault.status {
                let response = try await browser.send(.post, "/count")
                #expect(response.status == status)
                #expect(response.body == fault.body)
            } else {
                await #expect(throws: (any Error).self) { try await browser.send(.post, "/count") }
            }
            #expect(try await browser.send(.get, "/count").body == ["count": fault.isCounted ? 1 : 0])
            #expect(try await browser.send(.get, "/_sim/journal").body?.array?.count == (fault.isCounted ? 1 : 0))
            let shown = try await browser.send(.get, "/_sim/faults").body?.array?.first
            #expect(shown?["fired"] == 1)
            let logged = try await browser.send(.get, "/_sim/requests").body?.array?.first
            #expect(logged?["closed"] == (fault.status == nil ? true : nil))
        }
    }

    @Test("a delay is slept on the simulator's clock")
    func delay() async throws {
        let clock = ManualClock()
        try await serve(CounterSimulator(clock: clock)) { browser async throws in
            let rules = #"[{"match":{"method":"POST"},"act":{"delay_ms":60000,"after_effect":true}}]"#
            _ = try await browser.send(.post, "/_sim/faults", rules)
            async let response = browser.send(.post, "/count")
            while clock.sleeperCount == 0 { await Task.yield() }
            #expect(try await browser.send(.get, "/count").body == ["count": 1])
            clock.advance(by: .seconds(60))
            #expect(try await response.status == 201)
        }
    }

    @Test("a body over the limit is refused")
    func bodyLimit() async throws {
        try await serve { browser async throws in
            #expect(try await browser.send(.post, "/count", String(repeating: "x", count: 1001)).status == 413)
            #expect(try await browser.send(.get, "/count").body == ["count": 0])
        }
    }

    @Test("with certificates the same is served over TLS, and addresses follow the scheme and host")
    func tls() async throws {
        let folder = try #require(
            ProcessInfo.processInfo.environment["LANDFALL_TEST_CERTIFICATES"],
            "LANDFALL_TEST_CERTIFICATES is not set: run scripts/test")
        let simulator = CounterSimulator()
        let configuration = SimulatorConfiguration(certificates: folder)
        try await SimulatorServer(simulator, configuration: configuration).withRunning { addresses in
            let port = try #require(addresses.tlsPort)
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file("\(folder)/ca.pem")
            let body = try await TestClient.withClient(
                host: addresses.host, port: port, configuration: .init(tlsConfiguration: tls, serverName: "localhost")
            ) { client in
                try await client.execute(.init("/where", method: .get, authority: "localhost:\(port)")).body
            }
            #expect(body.map { String(buffer: $0) } == #"{"base":"https://localhost:\#(port)"}"#)
            let plain = try await Browser(addresses: addresses).send(.get, "/where").body
            #expect(plain == ["base": "http://localhost:\(addresses.port)"])
        }
    }
}
