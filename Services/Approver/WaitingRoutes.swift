import Foundation
import Hummingbird

/// `GET /v1/approvals/waiting`: the plans that wait for a person, as JSON, the longest first.
struct WaitingRoutes: Sendable {
    static let maximum = 1000

    let store: ApprovalStore

    @Sendable func add(to router: Router<BasicRequestContext>) {
        router.get("/v1/approvals/waiting") { _, _ in
            let encoder = JSONEncoder()
            encoder.dateEncodingStrategy = .iso8601
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            let body = try encoder.encode(["waiting": try await store.waiting(limit: Self.maximum)])
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(bytes: body + Data("\n".utf8))))
        }
    }
}
