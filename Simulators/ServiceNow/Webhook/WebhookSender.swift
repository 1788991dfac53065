import Foundation
import ServiceLifecycle
import SimulatorKit
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

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
    private let session: URLSession

    private static let parallelPosts = 16
    private static let keptOutcomes = 20_000

    init(target: WebhookTarget?, clock: any SimulatorClock) {
        self.target = target
        self.clock = clock
        (queue, continuation) = AsyncStream.makeStream(of: WebhookDelivery.self)
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = Self.parallelPosts
        configuration.httpShouldSetCookies = false
        session = URLSession(configuration: configuration)
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
        var request = URLRequest(url: url, timeoutInterval: Double(delivery.rule.timeoutMilliseconds) / 1000)
        request.httpMethod = "POST"
        request.httpBody = Data(body)
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue(timestamp, forHTTPHeaderField: "X-Landfall-Timestamp")
        request.setValue(
            WebhookNotice.signature(key: key, timestamp: timestamp, body: body),
            forHTTPHeaderField: "X-Landfall-Signature")
        return await post(request, timeout: .milliseconds(delivery.rule.timeoutMilliseconds))
    }

    /// Posts, and gives up in time whatever becomes of it: on Linux, `URLSession` can go quiet for ever after a 401
    /// with a challenge, or when the connection is closed instead of an answer.
    private func post(_ request: URLRequest, timeout: Duration) async -> (status: Int, failure: String?) {
        let first = FirstResult()
        let task = session.dataTask(with: request) { _, response, error in
            first.settle(((response as? HTTPURLResponse)?.statusCode ?? 0, error?.localizedDescription))
        }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Cancelled as soon as there is an answer.
                try? await Task.sleep(for: timeout)
                first.settle((0, "No answer in time."))
            }
            task.resume()
            let result = await first.value
            group.cancelAll()
            task.cancel()
            return result
        }
    }
}

/// Takes the first of several results.
private final class FirstResult: Sendable {
    typealias Value = (status: Int, failure: String?)

    private enum State {
        case empty
        case awaited(CheckedContinuation<Value, Never>)
        case settled(Value)
    }

    private let state = Mutex(State.empty)

    func settle(_ value: Value) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, Never>? in
            switch state {
            case .empty:
                state = .settled(value)
                return nil
            case .awaited(let continuation):
                state = .settled(value)
                return continuation
            case .settled: return nil
            }
        }
        waiting?.resume(returning: value)
    }

    /// Asked for once.
    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let settled = state.withLock { state -> Value? in
                    if case .settled(let value) = state { return value }
                    state = .awaited(continuation)
                    return nil
                }
                if let settled { continuation.resume(returning: settled) }
            }
        }
    }
}
