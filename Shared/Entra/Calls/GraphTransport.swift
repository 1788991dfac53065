import Domain
import Foundation
import HTTP
import HTTPTypes
import Logging

/// Carries calls to Graph: with a token, the ids that find them again in Graph's logs, and the trace they belong to.
final class GraphTransport: Sendable {
    private let configuration: EntraConfiguration
    private let http: HTTPClient
    private let now: @Sendable () -> Date
    private let logger: Logger
    private let freshConnections = FreshConnections()
    let tokens: TokenSource

    init(
        configuration: EntraConfiguration, http: HTTPClient, now: @escaping @Sendable () -> Date, logger: Logger
    ) {
        self.configuration = configuration
        self.http = http
        self.now = now
        self.logger = logger
        let request = TokenRequest(configuration: configuration, http: http, now: now)
        self.tokens = TokenSource(now: now) { [logger] in
            let result = await request.fetch()
            switch result {
            case .success(let token):
                logger.info("a token was issued", metadata: [LogKey.renewAt: "\(token.renewAt)"])
            case .failure(let failure):
                logger.warning("no token was issued", metadata: [LogKey.failure: "\(failure)"])
            }
            return result
        }
    }

    /// Makes a call. A token that isn't accepted is replaced once: a 401 says that nothing was done.
    ///
    /// - Throws: ``Failure`` when there is no answer; an answer of any status is returned.
    func answer(to call: GraphCall, clientRequestID: String, trace: TraceContext?) async throws(Failure) -> GraphAnswer
    {
        let token = try await tokens.token()
        let answer = try await send(call, token: token, clientRequestID: clientRequestID, trace: trace)
        guard answer.status == 401 else { return answer }
        await tokens.drop(token)
        return try await send(call, token: tokens.token(), clientRequestID: clientRequestID, trace: trace)
    }

    private func send(
        _ call: GraphCall, token: AccessToken, clientRequestID: String, trace: TraceContext?
    ) async throws(Failure) -> GraphAnswer {
        var fields: HTTPFields = [
            .authorization: "Bearer \(token.secret.reveal())", .accept: "application/json",
            .clientRequestID: clientRequestID,
        ]
        fields[.traceparent] = trace?.description
        if call.body != nil { fields[.contentType] = "application/json" }
        let request = HTTPClientRequest(
            method: call.method, url: BaseAddress.trimmed(configuration.graphURL) + call.path, headerFields: fields,
            body: call.body, timeout: configuration.requestTimeout, freshConnection: freshConnections.take())
        let response: HTTPClientResponse
        do {
            response = try await http.execute(request)
        } catch {
            let failure = Failure(
                error, purpose: call.purpose, isWrite: call.isWrite,
                correlation: CorrelationIDs(clientRequestID: clientRequestID))
            log(call, clientRequestID, trace, [LogKey.failure: "\(failure)"])
            throw failure
        }
        let answer = GraphAnswer(
            status: response.status.code, headerFields: response.headerFields, body: response.body,
            clientRequestID: clientRequestID, now: now())
        if answer.status == 503 { freshConnections.owe() }
        log(
            call, clientRequestID, trace,
            [LogKey.status: "\(answer.status)", LogKey.requestID: "\(answer.correlation.requestID ?? "")"])
        return answer
    }

    private func log(
        _ call: GraphCall, _ clientRequestID: String, _ trace: TraceContext?, _ outcome: Logger.Metadata
    ) {
        logger.debug(
            "Graph was called",
            metadata: [
                LogKey.purpose: "\(call.purpose)", LogKey.clientRequestID: "\(clientRequestID)",
                LogKey.trace: "\(trace?.traceID ?? "")",
            ].merging(outcome) { _, new in new })
    }

    private enum LogKey {
        static let purpose = "graph.purpose"
        static let status = "graph.status"
        static let clientRequestID = "graph.client_request_id"
        static let requestID = "graph.request_id"
        static let failure = "graph.failure"
        static let renewAt = "token.renew_at"
        static let trace = "trace_id"
    }
}
