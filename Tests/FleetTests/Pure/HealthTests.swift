import CoreMetrics
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Fleet

@Suite("Health")
struct HealthTests {
    private static func serve(
        _ checks: [Readiness.Check], metrics: PrometheusMetrics = PrometheusMetrics(),
        _ body: @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let router = Router()
        HealthRoutes(readiness: Readiness(checks), metrics: metrics).add(to: router)
        try await Application(router: router).test(.router) { client in try await body(client) }
    }

    private static let well = Readiness.Check("broker") { nil }
    private static let ill = Readiness.Check("schema") { "it is not up to date" }

    @Test("A process that lives says so, whatever it depends on")
    func alive() async throws {
        try await Self.serve([Self.ill]) { client in
            let answer = try await client.execute(uri: "/healthz", method: .get)
            #expect(answer.status == .ok)
            #expect(String(buffer: answer.body) == "ok\n")
        }
    }

    @Test("It is ready when all of its checks are well")
    func ready() async throws {
        try await Self.serve([Self.well]) { client in
            let answer = try await client.execute(uri: "/readyz", method: .get)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            let report = try JSONDecoder().decode(Readiness.Report.self, from: Data(answer.body.readableBytesView))
            #expect(report == .init(ready: true, checks: [.init(name: "broker", ready: true, problem: nil)]))
        }
    }

    @Test("One check that isn't well makes it not ready, and says what is wrong")
    func notReady() async throws {
        try await Self.serve([Self.well, Self.ill, Self.well]) { client in
            let answer = try await client.execute(uri: "/readyz", method: .get)
            #expect(answer.status == .serviceUnavailable)
            let report = try JSONDecoder().decode(Readiness.Report.self, from: Data(answer.body.readableBytesView))
            #expect(!report.ready)
            #expect(report.checks.map(\.name) == ["broker", "schema", "broker"])
            #expect(report.checks.map(\.problem) == [nil, "it is not up to date", nil])
        }
    }

    @Test("A check that doesn't answer in time is a problem", .timeLimit(.minutes(1)))
    func hanging() async {
        let report = await Readiness([
            .init("graph") {
                try? await Task.sleep(for: .seconds(600))
                return nil
            }
        ]).report()
        #expect(!report.ready)
        #expect(report.checks.first?.problem == "did not answer within 3.0 seconds")
    }

    @Test("The metrics are served in Prometheus' text format")
    func metrics() async throws {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "x", dimensions: []).increment(by: 1)
        try await Self.serve([], metrics: metrics) { client in
            let answer = try await client.execute(uri: "/metrics", method: .get)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "text/plain; version=0.0.4")
            #expect(String(buffer: answer.body) == "# TYPE x counter\nx 1\n")
        }
    }
}
