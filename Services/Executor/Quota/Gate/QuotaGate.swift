import Domain
import Fleet
import Logging
import Postgres
import ServiceLifecycle
import Synchronization

/// Lets calls to Graph through as the fleet's quota allows.
///
/// Before each call: ``acquire(_:priority:)``. After each: ``report(_:)``. In between the process uses what it has leased, in blocks, from
/// the budgets that all executors share. ``run()`` does the leasing: nobody gets through while it doesn't run.
final class QuotaGate: Service, Sendable {
    typealias Talk = @Sendable (QuotaCall) async throws -> QuotaAnswer

    private struct State {
        var pool: QuotaPool
        var lastID: UInt64 = 0
        var callers: [UInt64: CheckedContinuation<Void, any Error>] = [:]
        var isClosed = false

        mutating func take(_ ids: [UInt64]) -> [CheckedContinuation<Void, any Error>] {
            ids.compactMap { callers.removeValue(forKey: $0) }
        }

        mutating func take(
            failures: [(id: UInt64, failure: Failure)]
        ) -> [(caller: CheckedContinuation<Void, any Error>, failure: Failure)] {
            failures.compactMap { id, failure in callers.removeValue(forKey: id).map { ($0, failure) } }
        }
    }

    private let state: Mutex<State>
    private let changes = ChangeSignal()
    private let talk: Talk
    private let pauses: @Sendable () -> PostgresNotifications?
    private let time: QuotaTime
    private let metrics = QuotaMetrics()
    private let logger: Logger

    /// Longer than a call to the database takes, and short enough for those that wait.
    private static let talkLimit = Duration.seconds(5)
    /// A sleep that is cancelled leaves its timer behind until its time is over: so none is long.
    private static let longestSleep = 0.5

    /// - Parameter holder: this process among the executors: ``Fleet/ServiceIdentity/instance``.
    convenience init(
        database: PostgresClient, holder: String, configuration: QuotaConfiguration, logger: Logger,
        time: QuotaTime = .system
    ) {
        let store = QuotaStore(
            database: database, holder: holder, limits: configuration.limits, rules: configuration.rules)
        self.init(
            patience: configuration.patience, logger: logger, time: time,
            pauses: { try? database.notifications(on: QuotaStore.channel) }, talk: { try await store.talk($0) })
    }

    init(
        patience: Duration, logger: Logger, time: QuotaTime,
        pauses: @escaping @Sendable () -> PostgresNotifications? = { nil }, talk: @escaping Talk
    ) {
        self.state = Mutex(State(pool: QuotaPool(.init(patience: patience / .seconds(1)))))
        self.logger = logger
        self.time = time
        self.pauses = pauses
        self.talk = talk
    }

    /// How many wait.
    var waitingCount: Int { state.withLock { $0.pool.waiting.count } }

    // MARK: - Around a call

    /// Returns when a call of this cost may be made now.
    ///
    /// First come, first served within a priority; higher ones first. A caller whose cost is only in a budget of which there is enough
    /// doesn't wait behind those that need the other.
    ///
    /// - Throws: ``Domain/Failure`` with `graph.throttled` and the time to wait when it would take longer than the patience; the database's
    ///   failure when the budgets can't be reached; `CancellationError` when the task is cancelled, or the gate has ended.
    func acquire(_ cost: QuotaCost, priority: QuotaPriority) async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter(id, cost, priority, continuation)
            }
        } onCancel: {
            let caller = state.withLock { state in state.pool.cancel(id) ? state.callers.removeValue(forKey: id) : nil }
            caller?.resume(throwing: CancellationError())
        }
    }

    /// Takes in what an answer of Graph's said of throttling; a call that got no answer says nothing.
    ///
    /// A 429 stops this process at once, and the others as soon as they get to know.
    func report(_ report: QuotaReport) {
        state.withLock { $0.pool.report(report, at: time.now()) }
        metrics.refused(report)
        // What goes along with the next lease wakes nobody.
        if report.isRefused || report.usage != nil { changes.notify() }
    }

    private func enter(
        _ id: UInt64, _ cost: QuotaCost, _ priority: QuotaPriority, _ caller: CheckedContinuation<Void, any Error>
    ) {
        let (released, error): ([CheckedContinuation<Void, any Error>], (any Error)?) = state.withLock { state in
            if Task.isCancelled || state.isClosed { return ([], CancellationError()) }
            let now = time.now()
            if let failure = state.pool.enqueue(id, cost, priority, at: now) { return ([], failure) }
            state.callers[id] = caller
            let ids = state.pool.serve(at: now)
            return (state.take(ids), nil)
        }
        if let error { caller.resume(throwing: error) }
        for caller in released { caller.resume() }
        changes.notify()
    }

    // MARK: - Leasing

    /// Leases for those who wait, and tells the ledger what was learnt, until the service is told to stop or the task is cancelled.
    func run() async throws {
        await cancelWhenGracefulShutdown { [self] in
            await withDiscardingTaskGroup { group in
                group.addTask { await self.listen() }
                while !Task.isCancelled {
                    let generation = changes.generation
                    let step = look()
                    if let call = step.call { group.addTask { await self.carry(call) } }
                    await wait(until: step.wakeAt, or: generation)
                }
            }
        }
        let callers = state.withLock { state in
            state.isClosed = true
            return state.take(state.pool.close())
        }
        for caller in callers { caller.resume(throwing: CancellationError()) }
    }

    private func look() -> QuotaPool.Step {
        let (step, released, failed) = state.withLock { state in
            let now = time.now()
            let step = state.pool.step(at: now)
            metrics.observe(state.pool, at: now)
            return (step, state.take(step.released), state.take(failures: step.failed))
        }
        for caller in released { caller.resume() }
        for (caller, failure) in failed { caller.resume(throwing: failure) }
        return step
    }

    private func carry(_ call: QuotaCall) async {
        let sentAt = time.now()
        do {
            let talk = talk
            let answer = try await withTimeLimit(Self.talkLimit, clock: CoarseClock.shared) { try await talk(call) }
            guard let answer else {
                throw Failure(
                    .serviceDatabaseUnavailable, "the quota's budgets did not answer within \(Self.talkLimit)")
            }
            state.withLock { $0.pool.answered(answer, to: call, sentAt: sentAt, at: time.now()) }
            metrics.granted(answer)
        } catch {
            let failure = Failure(describing: error)
            let failed = state.withLock { state in
                state.take(failures: state.pool.failed(failure, call, at: time.now()).failed)
            }
            if !Task.isCancelled {
                logger.warning("the quota's budgets can't be reached", metadata: [LogKey.error: "\(failure)"])
            }
            let isEnding = Task.isCancelled
            for (caller, failure) in failed { caller.resume(throwing: isEnding ? CancellationError() : failure) }
        }
        changes.notify()
    }

    private func wait(until wakeAt: Double?, or generation: UInt64) async {
        guard let wakeAt else { return await changes.wait(after: generation) }
        let pause = min(max(wakeAt - time.now(), 0.0005), Self.longestSleep)
        try? await withFirstToEnd(
            { await self.changes.wait(after: generation) }, { try await self.time.sleep(pause) })
    }

    /// Hears of pauses at once; without it, a process notices with its next lease.
    private func listen() async {
        guard let pauses = pauses() else { return }
        for await event in pauses {
            guard case .notification(let notification) = event, let notice = QuotaPauseNotice(notification.payload)
            else { continue }
            state.withLock { $0.pool.pause(notice.budget, until: time.now() + notice.seconds) }
            changes.notify()
        }
    }
}
