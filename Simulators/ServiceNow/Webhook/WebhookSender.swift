import Foundation
import HTTP
import HTTPTypes
import Logging
import ServiceLifecycle
import SimulatorKit
import Synchronization

/// Where approvals are told to, and the key to sign with.
struct WebhookTarget: Sendable, Hashable {
    let url: URL
    let key: Data
}

/// Posts webhooks over the network. It never tries again: `RESTMessageV2` doesn't, so a notice can be lost.
final class WebhookSender: Sendable {
    /// What became of one.
    struct Outcome: Sendable {
        let at: Date
        let notice: WebhookNotice
        /// The status that was answered, or 0.
        let status: Int
        let failure: String?
    }

    private let target: WebhookTarget?
    private let clock: any SimulatorClock
    private let outcomes = Mutex<[Outcome]>([])
    private let queue: AsyncStream<WebhookDelivery>
    private let continuation: AsyncStream<WebhookDelivery>.Continuation
    private let slots = CallGate()
    private let http: HTTPClient

    private static let parallelPosts = 16
    private static let keptOutcomes = 20_000

    /// - Throws: `HTTPClientError` when the system has no thread to give.
    init(target: WebhookTarget?, clock: any SimulatorClock) throws {
        self.target = target
        self.clock = clock
        (queue, continuation) = AsyncStream.makeStream(of: WebhookDelivery.self)
        // Each post has a limit of its own, which is never longer than the platform's.
        let limit = Duration.milliseconds(WebhookRule.longestTimeout)
        var configuration = HTTPClientConfiguration(
            connectTimeout: limit, requestTimeout: limit, idleTimeout: limit, maximumResponseBytes: 1 << 20)
        configuration.maximumConnectionsPerHost = Self.parallelPosts
        http = try HTTPClient(configuration: configuration, logger: Logger(label: "webhook"))
    }

    var hasTarget: Bool { target != nil }

    /// Hands a webhook over; it is sent by ``run()``.
    func post(_ delivery: WebhookDelivery) { continuation.yield(delivery) }

    /// What became of those that were sent, oldest first.
    var sent: [Outcome] { outcomes.withLock { $0 } }

    func forget() { outcomes.withLock { $0.removeAll() } }

    /// Sends what is handed over until the simulator stops.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for await delivery in self.queue { group.addTask { await self.send(delivery) } }
                group.cancelAll()
            }
        }
    }

    private func send(_ delivery: WebhookDelivery) async {
        do {
            try await clock.sleep(for: delivery.delay)
        } catch {
            return
        }
        guard await slots.enter(capacity: Self.parallelPosts, queue: .max) else { return }
        defer { slots.leave() }
        let (status, failure) = await deliver(delivery)
        outcomes.withLock { outcomes in
            if outcomes.count == Self.keptOutcomes { outcomes.removeFirst(Self.keptOutcomes / 2) }
            outcomes.append(Outcome(at: clock.now, notice: delivery.notice, status: status, failure: failure))
        }
    }

    private func deliver(_ delivery: WebhookDelivery) async -> (status: Int, failure: String?) {
        guard let url = delivery.rule.url ?? target?.url, let key = delivery.rule.key ?? target?.key else {
            return (0, "There is no address or no key to send webhooks with.")
        }
        let body = delivery.notice.body
        let timestamp = String(Int(clock.now.timeIntervalSince1970))
        var fields: HTTPFields = [.contentType: "application/json"]
        let signature = WebhookNotice.signature(key: key, timestamp: timestamp, body: body)
        for (name, value) in [("X-Landfall-Timestamp", timestamp), ("X-Landfall-Signature", signature)] {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        let request = HTTPClientRequest(
            method: .post, url: url.absoluteString, headerFields: fields, body: body,
            timeout: .milliseconds(delivery.rule.timeoutMilliseconds))
        do throws(HTTPClientError) {
            return (try await http.execute(request).status.code, nil)
        } catch {
            return (0, error.description)
        }
    }
}
