import Domain
import Foundation
import HTTP
import HTTPTypes
import Logging

/// Carries calls to Graph: with a token, the ids that find them again in Graph's logs, and the trace they belong to. Tells what each
/// answer says about the quota.
final class GraphTransport: Sendable {
    private let configuration: EntraConfiguration
    private let http: HTTPClient
    private let now: @Sendable () -> Date
    private let onAnswer: @Sendable (ThrottleSignal) -> Void
    private let logger: Logger
    private let freshConnections = FreshConnections()
    let tokens: TokenSource

    init(
        configuration: EntraConfiguration, http: HTTPClient, now: @escaping @Sendable () -> Date, logger: Logger,
        onAnswer: @escaping @Sendable (ThrottleSignal) -> Void
    ) {
        self.configuration = configuration
        self.http = http
        self.now = now
        self.onAnswer = onAnswer
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

    /// How a call is made.
    struct Way: Sendable {
        var clientRequestID: String
        var priority: GraphPriority
        var trace: TraceContext?
        /// When its intent was committed, or before: one that can't be sent soon after that is not sent any more.
        var intendedAt: ContinuousClock.Instant?
    }

    /// Makes a call. A token that isn't accepted is replaced once: a 401 says that nothing was done.
    ///
    /// - Throws: ``Failure`` when there is no answer; an answer of any status is returned.
    func answer(to call: GraphCall, _ way: Way) async throws(Failure) -> GraphAnswer {
        var (answer, token) = try await exchange(call, way)
        onAnswer(ThrottleSignal(answer, cost: call.cost))
        answer.lackedPermission = Self.permission(lackedBy: token, for: call, answer)
        // It isn't used again: so a permission that is granted shows at once, and not only when the token would have ended.
        if answer.lackedPermission != nil { await tokens.drop(token) }
        return answer
    }

    /// Makes several calls as one. Nothing but a 401 to all of them is repeated.
    ///
    /// - Throws: ``Failure`` when there is no answer to the batch.
    func answer(to batch: GraphBatch, _ way: Way) async throws(Failure) -> BatchAnswer {
        let call = GraphCall.batch(batch, priority: way.priority)
        let (outer, token) = try await exchange(call, way)
        var answer = BatchAnswer(outer, to: batch, now: now())
        answer.change { index, part in
            part.lackedPermission = Self.permission(lackedBy: token, for: batch.items[index].call, part)
        }
        guard let parts = answer.parts else {
            // Whether Graph has charged its items isn't told, so they are counted.
            onAnswer(ThrottleSignal(outer, cost: call.cost))
            return answer
        }
        onAnswer(ThrottleSignal(outer, cost: .none))
        for (item, part) in zip(batch.items, parts) {
            guard case .answered(let own) = part else { continue }
            onAnswer(ThrottleSignal(own, cost: item.call.cost))
            log(item.call, item.clientRequestID, way.trace, outcome(own))
        }
        if answer.answers.contains(where: { $0.status == 401 || $0.lackedPermission != nil }) {
            await tokens.drop(token)
        }
        if answer.answers.contains(where: { $0.status == 503 }) { freshConnections.owe() }
        return answer
    }

    /// Which permission a token lacks for a call that Graph has refused with 403; nil where it has one, or that can't be read.
    private static func permission(
        lackedBy token: AccessToken, for call: GraphCall, _ answer: GraphAnswer
    ) -> String? {
        guard answer.status == 403, let permissions = call.permissions, let roles = token.grantedRoles,
            roles.names.isDisjoint(with: permissions)
        else { return nil }
        return permissions.first
    }

    private func exchange(_ call: GraphCall, _ way: Way) async throws(Failure) -> (GraphAnswer, AccessToken) {
        let token = try await token(isWrite: call.isWrite)
        let answer = try await send(call, token: token, way)
        guard answer.status == 401 else { return (answer, token) }
        onAnswer(ThrottleSignal(answer, cost: call.cost))
        await tokens.drop(token)
        let next = try await self.token(isWrite: call.isWrite)
        return (try await send(call, token: next, way), next)
    }

    /// The token to make a call with.
    ///
    /// - Throws: ``Failure`` when there is none; ``Reason/graphUnauthorized`` when it isn't one to change anything with, which waits for a
    ///   better one rather than refusing the change for good.
    func token(isWrite: Bool) async throws(Failure) -> AccessToken {
        let token = try await tokens.token()
        guard isWrite, let refusal = configuration.permissions.refusal(of: token.grantedRoles) else { return token }
        await tokens.drop(token)
        throw Failure(.graphUnauthorized, refusal)
    }

    private func send(_ call: GraphCall, token: AccessToken, _ way: Way) async throws(Failure) -> GraphAnswer {
        // A token that was long in coming, or a process that stood still: by then others may count on it that it has no effect any more.
        if let intendedAt = way.intendedAt, intendedAt.duration(to: .now) > configuration.sendLimit {
            throw Failure(
                .graphUnavailable,
                "\(call.purpose): not sent, as it was ready only \(configuration.sendLimit) after its intent",
                correlation: CorrelationIDs(clientRequestID: way.clientRequestID))
        }
        var fields: HTTPFields = [
            .authorization: "Bearer \(token.secret.reveal())", .accept: "application/json",
            .clientRequestID: way.clientRequestID,
        ]
        fields[.traceparent] = way.trace?.description
        fields[.throttlePriority] = way.priority.headerValue
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
                correlation: CorrelationIDs(clientRequestID: way.clientRequestID, requestDigest: call.digest))
            log(call, way.clientRequestID, way.trace, [LogKey.failure: "\(failure)"])
            throw failure
        }
        let answer = GraphAnswer(
            status: response.status.code, headerFields: response.headerFields, body: response.body,
            clientRequestID: way.clientRequestID, requestDigest: call.digest, now: now())
        if answer.status == 503 { freshConnections.owe() }
        log(call, way.clientRequestID, way.trace, outcome(answer))
        return answer
    }

    private func outcome(_ answer: GraphAnswer) -> Logger.Metadata {
        [LogKey.status: "\(answer.status)", LogKey.requestID: "\(answer.correlation.requestID ?? "")"]
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
