import Foundation
import HTTPTypes
import ServiceLifecycle
import SimulatorKit
import Synchronization

/// The ServiceNow simulator: an `Instance` behind a lock, with the waiting, the clock and the webhooks around it.
final class ServiceNowSimulator: Simulator {
    let environment: SimulatorEnvironment
    let instance: Mutex<Instance>
    let webhooks: WebhookSender
    private let initialSeed: JSONValue
    private let sessions = SessionQueues()
    private let threads = CallGate()

    /// - Parameters:
    ///   - seed: what a reset without a seed goes back to, too.
    ///   - webhook: where approvals are told to, unless a seed says otherwise.
    init(
        seed: JSONValue, webhook: WebhookTarget? = nil, environment: SimulatorEnvironment = SimulatorEnvironment()
    ) throws {
        self.environment = environment
        initialSeed = seed
        var first = try Instance(seed: seed, now: GlideDateTime(environment.clock.now))
        first.sendsWebhooks(unlessToldOtherwise: webhook != nil)
        instance = Mutex(first)
        webhooks = try WebhookSender(target: webhook, clock: environment.clock)
    }

    func respond(to request: SimulatorRequest) async -> SimulatorResponse {
        let limits = instance.withLock { $0.rules.limits }
        guard let session = SessionCookie.value(in: request.headers) else {
            return await respond(to: request, limits)
        }
        let response = await sessions.run(session, queue: limits.sessionQueue) { await respond(to: request, limits) }
        // Not queued, not processed, and not an error either: 202.
        return response ?? SimulatorResponse(status: .accepted)
    }

    private func respond(to request: SimulatorRequest, _ limits: LimitRules) async -> SimulatorResponse {
        guard let capacity = limits.threads else { return await process(request, limits) }
        guard await threads.enter(capacity: capacity, queue: limits.threadQueue) else {
            return stockAnswer(.tooManyRequests, to: request)
        }
        defer { threads.leave() }
        return await process(request, limits)
    }

    private func process(_ request: SimulatorRequest, _ limits: LimitRules) async -> SimulatorResponse {
        if limits.processing.upperBound > 0 {
            let duration = instance.withLock { $0.identifiers.milliseconds(in: limits.processing) }
            // Cut short only when the simulator stops.
            try? await environment.clock.sleep(for: .milliseconds(duration))
        }
        return change(requestID: request.id, at: request.receivedAt) { $0.respond(to: request) }
    }

    /// Works on the instance, and takes over into the journal what came of it, in the same breath.
    func change<Value: Sendable, Failure: Error>(
        requestID: String?, at date: Date, _ body: (inout Instance) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let (result, deliveries) = instance.withLock { instance in
            let result = Result { () throws(Failure) -> Value in try body(&instance) }
            for effect in instance.takeEffects() {
                environment.journal.append(
                    at: date, requestID: requestID, effect: effect.name, details: effect.details)
            }
            return (result, instance.takeDeliveries())
        }
        for delivery in deliveries { webhooks.post(delivery) }
        return try result.get()
    }

    func reset(seed: JSONValue?) throws {
        var fresh = try Instance(seed: seed ?? initialSeed, now: GlideDateTime(environment.clock.now))
        fresh.sendsWebhooks(unlessToldOtherwise: webhooks.hasTarget)
        instance.withLock { $0 = fresh }
        webhooks.forget()
    }

    func run() async throws { try await webhooks.run() }

    func loggedQuery(of request: SimulatorRequest) -> String? {
        request.segments.first == "api" ? request.rawQuery : nil
    }

    func bodyTooLarge(_ request: SimulatorRequest) -> SimulatorResponse {
        .refusal(Refusal(413, "Request entity too large", "The request is larger than the platform takes"))
    }

    /// What an instance sends with a status when nothing else is said: with 200 it is the page of one that sleeps.
    func stockAnswer(_ status: HTTPResponse.Status, to request: SimulatorRequest) -> SimulatorResponse {
        if request.segments == ["oauth_token.do"], status.code >= 400 { return .oauthFailure }
        switch status.code {
        case 200: return .hibernating
        case 202, 204: return SimulatorResponse(status: status)
        case 401: return .refusal(.notAuthenticated)
        case 403: return .refusal(.accessControl("Update"))
        case 404: return .refusal(.noRecord)
        // The semaphore's, without any header that says when to come back.
        case 429: return .refusal(Refusal(429, "Too Many Requests", "The request could not be processed"))
        case 500: return .refusal(.timedOut)
        default:
            return .text(
                "<html><body><h1>\(status.code) \(status.reasonPhrase)</h1></body></html>", contentType: "text/html",
                status: status)
        }
    }
}

extension GlideDateTime {
    init(_ date: Date) { self.init(seconds: Int(date.timeIntervalSince1970.rounded(.down))) }
}
