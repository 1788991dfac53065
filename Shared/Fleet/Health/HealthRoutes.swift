import Foundation
public import Hummingbird

/// `/healthz` (the process lives), `/readyz` (its dependencies answer) and `/metrics` (Prometheus).
public struct HealthRoutes: Sendable {
    let readiness: Readiness
    let metrics: PrometheusMetrics

    public init(readiness: Readiness, metrics: PrometheusMetrics) {
        self.readiness = readiness
        self.metrics = metrics
    }

    public func add(to router: Router<BasicRequestContext>) {
        router.get("/healthz") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain"], body: .init(byteBuffer: ByteBuffer(string: "ok\n")))
        }
        router.get("/readyz") { _, _ in
            let report = await readiness.report()
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            let body = try encoder.encode(report)
            return Response(
                status: report.ready ? .ok : .serviceUnavailable, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(bytes: body + Data("\n".utf8))))
        }
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4"],
                body: .init(byteBuffer: ByteBuffer(string: metrics.exposition())))
        }
    }
}
