import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit
import Synchronization

/// A Microsoft Teams channel behind a Workflows webhook ("When a Teams webhook request is received").
final class TeamsSimulator: Simulator {
    let environment: SimulatorEnvironment

    /// A card that was taken.
    private struct Card: Sendable {
        let at: Date
        let workflow: String
        let payload: JSONValue

        var json: JSONValue {
            ["at": .string(Timestamp(at).iso8601), "workflow": .string(workflow), "payload": payload]
        }
    }

    private struct State: Sendable {
        var cards: [Card] = []
        var seed: TeamsSeed
        var rate: PostingRate
    }

    private let contents: Mutex<State>
    private let initialSeed: TeamsSeed

    /// In bytes; a message beyond it is refused.
    static let messageLimit = 28 * 1024

    init(seed: TeamsSeed = TeamsSeed(), environment: SimulatorEnvironment = SimulatorEnvironment()) {
        self.environment = environment
        initialSeed = seed
        contents = Mutex(State(seed: seed, rate: PostingRate(windows: seed.windows)))
    }

    func respond(to request: SimulatorRequest) async -> SimulatorResponse {
        guard let path = Self.path.match(request.segments), let workflow = path["id"] else {
            return Self.failure(.notFound, "ResourceNotFound", "The requested resource does not exist.")
        }
        guard request.method == .post else {
            return Self.failure(.methodNotAllowed, "MethodNotAllowed", "The method is not allowed for this resource.")
        }
        let query = request.queryItems
        let expected = contents.withLock { $0.seed.signatures[workflow] }
        guard let signature = query["sig"], !signature.isEmpty, expected == nil || expected == signature else {
            return Self.failure(
                .unauthorized, "DirectApiAuthorizationRequired",
                "The request must be authenticated by the shared access signature 'sig' of the workflow.")
        }
        guard request.body.count <= Self.messageLimit else { return bodyTooLarge(request) }
        if let wait = contents.withLock({ $0.rate.admit(workflow, at: request.receivedAt) }) {
            return Self.throttled(retryAfter: Int(wait.rounded(.up)))
        }
        return take(request, workflow)
    }

    private static let path: PathPattern = "/workflows/{id}/triggers/manual/paths/invoke"

    private func take(_ request: SimulatorRequest, _ workflow: String) -> SimulatorResponse {
        guard request.mediaType == "application/json", let payload = try? request.json() else {
            return Self.failure(.badRequest, "InvalidRequestContent", "The request content is not valid JSON.")
        }
        if let flaw = CardEnvelope.flaw(of: payload) {
            return Self.failure(.badRequest, "TriggerInputSchemaMismatch", flaw)
        }
        contents.withLock { contents in
            contents.cards.append(Card(at: request.receivedAt, workflow: workflow, payload: payload))
            environment.journal.append(
                at: request.receivedAt, requestID: request.id, effect: "card.posted",
                details: ["workflow": .string(workflow), "card": .integer(contents.cards.count)])
        }
        // Taken is not posted: the flow runs after this, and nobody is told how it ended.
        return SimulatorResponse(status: .accepted)
    }

    func reset(seed: JSONValue?) throws {
        let seed = try seed.map(TeamsSeed.init) ?? initialSeed
        contents.withLock { $0 = State(seed: seed, rate: PostingRate(windows: seed.windows)) }
    }

    func state() -> JSONValue {
        contents.withLock { contents in
            [
                "cards": .integer(contents.cards.count),
                "windows": .array(
                    contents.seed.windows.map { ["limit": .integer($0.limit), "window_s": .number($0.seconds)] }),
            ]
        }
    }

    func control(_ request: SimulatorRequest) async -> SimulatorResponse? {
        guard request.method == .get, request.segments == ["_sim", "cards"] else { return nil }
        return .json(.array(contents.withLock { $0.cards.map(\.json) }))
    }

    func bodyTooLarge(_ request: SimulatorRequest) -> SimulatorResponse {
        Self.failure(.contentTooLarge, "RequestEntityTooLarge", "Request entity too large.")
    }

    func stockAnswer(_ status: HTTPResponse.Status, to request: SimulatorRequest) -> SimulatorResponse {
        switch status.code {
        // What connectors answered: a 200 whose body says that it was none.
        case 200: .text("Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429")
        case 202: SimulatorResponse(status: .accepted)
        case 429: Self.throttled(retryAfter: 1)
        default: Self.failure(status, status.reasonPhrase.filter { $0 != " " }, "\(status.reasonPhrase).")
        }
    }

    private static func throttled(retryAfter seconds: Int) -> SimulatorResponse {
        var response = failure(
            .tooManyRequests, "WorkflowTriggerIsRateLimited", "Rate limit is exceeded. Try again in \(seconds) seconds."
        )
        response.headers[.retryAfter] = String(seconds)
        return response
    }

    private static func failure(_ status: HTTPResponse.Status, _ code: String, _ message: String) -> SimulatorResponse {
        .json(["error": ["code": .string(code), "message": .string(message)]], status: status)
    }
}
