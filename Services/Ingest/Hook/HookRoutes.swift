import Domain
import Fleet
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// `POST /v1/hooks/servicenow`: a hint that a request item is worth a look.
struct HookRoutes: Sendable {
    /// Larger bodies are refused, in bytes.
    static let maximumBody = 64 * 1024

    let signature: HookSignature
    let store: IntakeStore
    let arrivals: ChangeSignal
    let now: @Sendable () -> Date
    let logger: Logger

    @Sendable func add(to router: Router<BasicRequestContext>) {
        router.post("/v1/hooks/servicenow") { request, _ in await receive(request) }
    }

    func receive(_ request: Request) async -> Response {
        let body: [UInt8]
        do {
            body = Array(buffer: try await request.body.collect(upTo: Self.maximumBody))
        } catch is NIOTooManyBytesError {
            return Self.problem(.contentTooLarge, "The body is larger than 64 KiB.")
        } catch {
            // The connection broke off, or what came is no body of HTTP.
            return Self.problem(.badRequest, "The body did not come to its end.")
        }
        guard Self.isJSON(request.headers[.contentType]) else {
            return Self.problem(.unsupportedMediaType, "The body must be application/json.")
        }
        let verdict = signature.judge(
            timestamp: request.headers[.landfallTimestamp], signature: request.headers[.landfallSignature], body: body,
            now: now())
        if case .refused(let why) = verdict {
            logger.warning("a hook was refused", metadata: [LogKey.detail: "\(why)"])
            return Self.problem(.unauthorized, "Not accepted: \(why).")
        }
        do throws(HookRequest.Problem) {
            return await remember(try HookRequest(body: body))
        } catch {
            return Self.problem(.unprocessableContent, error.sentence)
        }
    }

    private func remember(_ hook: HookRequest) async -> Response {
        var generator = SystemRandomNumberGenerator()
        do {
            let (id, isNew) = try await store.hint(hook.sysID, trace: .root(using: &generator), at: now())
            arrivals.notify()
            return Self.json(isNew ? .accepted : .ok, ["id": id.uuidString.lowercased()])
        } catch {
            logger.error("a hook could not be made durable", metadata: [LogKey.error: "\(error)"])
            var response = Self.problem(.serviceUnavailable, "It could not be stored. Send it again.")
            response.headers[.retryAfter] = "5"
            return response
        }
    }

    private static func isJSON(_ type: String?) -> Bool {
        type?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased() == "application/json"
    }

    private static func problem(_ status: HTTPResponse.Status, _ sentence: String) -> Response {
        json(status, ["error": sentence])
    }

    private static func json(_ status: HTTPResponse.Status, _ fields: [String: String]) -> Response {
        // A dictionary of texts always encodes.
        let body = (try? JSONEncoder().encode(fields)) ?? Data("{}".utf8)
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: body + Data("\n".utf8))))
    }
}

extension HTTPField.Name {
    fileprivate static let landfallTimestamp = Self("X-Landfall-Timestamp")!
    fileprivate static let landfallSignature = Self("X-Landfall-Signature")!
}
