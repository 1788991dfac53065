import Domain
import Fleet
import Foundation
import HTTPTypes
import Hummingbird
import Logging

/// `POST /v1/hooks/servicenow`: a hint that a request item is worth a look.
struct HookRoutes: Sendable {
    /// Larger bodies are refused, in bytes.
    static let maximumBody = 64 * 1024

    let signature: BodySignature
    let store: IntakeStore
    let arrivals: ChangeSignal
    let now: @Sendable () -> Date
    let logger: Logger

    @Sendable func add(to router: Router<BasicRequestContext>) {
        router.post("/v1/hooks/servicenow") { request, _ in await receive(request) }
    }

    func receive(_ request: Request) async -> Response {
        let body: [UInt8]
        do throws(JSONReply.Problem) {
            body = try await JSONReply.body(of: request, upTo: Self.maximumBody)
        } catch {
            return error.response
        }
        let verdict = signature.judge(
            timestamp: request.headers[.landfallTimestamp], signature: request.headers[.landfallSignature], body: body,
            now: now())
        if case .refused(let why) = verdict {
            logger.warning("a hook was refused", metadata: [LogKey.detail: "\(why)"])
            return JSONReply.problem(.unauthorized, "Not accepted: \(why).")
        }
        do throws(HookRequest.Problem) {
            return await remember(try HookRequest(body: body))
        } catch {
            return JSONReply.problem(.unprocessableContent, error.sentence)
        }
    }

    private func remember(_ hook: HookRequest) async -> Response {
        var generator = SystemRandomNumberGenerator()
        do {
            let (id, isNew) = try await store.hint(hook.sysID, trace: .root(using: &generator), at: now())
            arrivals.notify()
            return JSONReply.json(isNew ? .accepted : .ok, ["id": id.uuidString.lowercased()])
        } catch {
            logger.error("a hook could not be made durable", metadata: [LogKey.error: "\(error)"])
            return JSONReply.notStored()
        }
    }
}
