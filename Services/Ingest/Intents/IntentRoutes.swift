import Domain
import Fleet
import Foundation
import HTTPTypes
import Hummingbird
import Logging

/// `POST /v1/intents`: an automation, or an AI agent, proposes that somebody is given something; `GET /v1/intents/{id}`: what became of it.
///
/// Whoever proposes grants nothing: it becomes a ticket of the catalogue, which people have to approve in ServiceNow and, as its risk is
/// never low, in Landfall too.
struct IntentRoutes: Sendable {
    /// Larger bodies are refused, in bytes.
    static let maximumBody = 64 * 1024

    let clients: IntentClients
    /// The one in force.
    let policy: @Sendable () async throws -> Policy
    let store: IntentStore
    let arrivals: ChangeSignal
    let now: @Sendable () -> Date
    let logger: Logger

    @Sendable func add(to router: Router<BasicRequestContext>) {
        router.post("/v1/intents") { request, _ in await receive(request) }
        router.get("/v1/intents/:id") { request, context in await tell(request, context.parameters.get("id")) }
    }

    private func receive(_ request: Request) async -> Response {
        let body: [UInt8]
        let client: String
        do throws(JSONReply.Problem) {
            body = try await JSONReply.body(of: request, upTo: Self.maximumBody)
            client = try self.client(of: request, body)
        } catch {
            return error.response
        }
        do {
            let intent = try IntentReading.intent(in: body, policy: try await policy(), now: now())
            let (kept, isNew) = try await store.keep(intent, of: client, at: now())
            guard kept.intent == intent else {
                return JSONReply.problem(.conflict, "key is that of another intent: \(IntentRoutes.text(kept.id)).")
            }
            arrivals.notify()
            return JSONReply.json(isNew ? .accepted : .ok, Self.fields(kept))
        } catch let problem as IntentReading.Problem {
            return JSONReply.problem(.unprocessableContent, problem.sentence)
        } catch {
            logger.error("an intent could not be made durable", metadata: [LogKey.error: "\(error)"])
            return JSONReply.notStored()
        }
    }

    private func tell(_ request: Request, _ id: String?) async -> Response {
        do throws(JSONReply.Problem) {
            let client = try client(of: request, Array((id ?? "").utf8))
            guard let id = id.flatMap(UUID.init(uuidString:)) else { throw .init(response: Self.unknown) }
            do {
                guard let kept = try await store.intent(id, of: client) else { return Self.unknown }
                return JSONReply.json(.ok, Self.fields(kept))
            } catch {
                logger.error("an intent could not be read", metadata: [LogKey.error: "\(error)"])
                return JSONReply.problem(.serviceUnavailable, "It could not be read. Ask again.")
            }
        } catch {
            return error.response
        }
    }

    /// Who signed it.
    ///
    /// - Parameter body: what is to be signed; the id, where there is no body.
    private func client(of request: Request, _ body: [UInt8]) throws(JSONReply.Problem) -> String {
        let name = request.headers[.landfallClient]
        guard let name, let signature = clients[name] else {
            logger.warning("an intent was refused", metadata: [LogKey.detail: "X-Landfall-Client names nobody"])
            throw .init(response: JSONReply.problem(.unauthorized, "Not accepted: X-Landfall-Client names nobody."))
        }
        let verdict = signature.judge(
            timestamp: request.headers[.landfallTimestamp], signature: request.headers[.landfallSignature], body: body,
            now: now())
        if case .refused(let why) = verdict {
            logger.warning("an intent was refused", metadata: [LogKey.detail: "\(name): \(why)"])
            throw .init(response: JSONReply.problem(.unauthorized, "Not accepted: \(why)."))
        }
        return name
    }

    private static let unknown = JSONReply.problem(.notFound, "There is no such intent.")

    private static func fields(_ kept: IntentStore.Kept) -> [String: String] {
        var fields = ["id": text(kept.id), "state": kept.state.rawValue]
        fields["ritm"] = kept.ticket?.number.description
        fields["note"] = kept.note
        return fields
    }

    private static func text(_ id: UUID) -> String { id.uuidString.lowercased() }
}

extension HTTPField.Name {
    fileprivate static let landfallClient = Self("X-Landfall-Client")!
}
