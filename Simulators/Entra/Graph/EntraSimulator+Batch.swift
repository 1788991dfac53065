import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit
import Synchronization

/// `POST /v1.0/$batch`: every step is a request of its own, to quotas, faults and the log alike.
extension EntraSimulator {
    func respondToBatch(_ request: SimulatorRequest) async -> SimulatorResponse {
        let batch: BatchRequest
        do throws(GraphError) {
            _ = try authenticate(request)
            guard request.method == .post else { throw .methodNotAllowed }
            // As with every other body.
            batch = try BatchRequest(request.mediaType == "application/json" ? try? request.json() : nil)
        } catch {
            return graphResponse(.failure(error), to: request)
        }
        var answers: [(id: String, response: SimulatorResponse)] = []
        var failed: Set<String> = []
        for step in batch.steps {
            let response: SimulatorResponse
            if step.dependsOn.contains(where: { failed.contains($0.lowercased()) }) {
                response = graphResponse(
                    .failure(
                        GraphError(.failedDependency, "FailedDependency", "A request that this one depends on failed.")),
                    to: request)
            } else {
                response = await perform(step, of: request)
            }
            // A step whose connection is closed takes the batch with it: they have the same one.
            guard !response.closesConnection else { return .connectionClosed }
            if response.status.code >= 400 { failed.insert(step.id.lowercased()) }
            answers.append((step.id, response))
        }
        return assemble(answers, for: request)
    }

    private func perform(_ step: BatchRequest.Step, of outer: SimulatorRequest) async -> SimulatorResponse {
        var headers = step.headers
        if headers[.authorization] == nil { headers[.authorization] = outer.headers[.authorization] }
        if headers[.throttlePriority] == nil { headers[.throttlePriority] = outer.headers[.throttlePriority] }
        let request = SimulatorRequest(
            method: step.method, target: "/v1.0\(step.url)", scheme: outer.scheme, authority: outer.authority,
            headers: headers, body: step.body, receivedAt: environment.clock.now)
        let number = environment.requests.begin(request, query: request.rawQuery, batchID: outer.id)
        let response = await environment.faults.pass(request) { status in
            stockAnswer(status, to: request)
        } effect: { request in
            guard request.segments.last?.lowercased() != "$batch" else {
                return graphResponse(.failure(.invalidQuery("A batch can't hold a batch.")), to: request)
            }
            return answer(request)
        }
        environment.requests.finish(number, with: response)
        return response
    }

    /// The order of the answers is not that of the requests, as the documentation warns.
    private func assemble(
        _ answers: [(id: String, response: SimulatorResponse)], for request: SimulatorRequest
    ) -> SimulatorResponse {
        let (shuffled, throttledStatus) = tenant.withLock { tenant in
            (answers.shuffled(using: &tenant.random), tenant.options.throttledBatchStatus)
        }
        let isThrottled = answers.contains { $0.response.status == .tooManyRequests }
        let body: JSONValue = ["responses": .array(shuffled.map { Self.json($0.id, $0.response) })]
        return graphResponse(
            .success(.json(body, status: isThrottled ? throttledStatus : .ok)), to: request)
    }

    private static func json(_ id: String, _ response: SimulatorResponse) -> JSONValue {
        var headers: JSONObject = [:]
        for field in response.headers where field.name != .strictTransportSecurity {
            headers[field.name.rawName] = .string(field.value)
        }
        var answer: JSONObject = [
            "id": .string(id), "status": .integer(response.status.code), "headers": .object(headers),
        ]
        if !response.body.isEmpty {
            // What is not JSON travels in Base64.
            answer["body"] =
                (try? JSONValue(parsing: response.body))
                ?? .string(Data(response.body).base64EncodedString())
        }
        return .object(answer)
    }
}

extension HTTPResponse.Status {
    /// RFC 4918: the request depended on another one, and that failed.
    static var failedDependency: HTTPResponse.Status { .init(code: 424, reasonPhrase: "Failed Dependency") }
}
