import Domain

@testable import Executor

/// Any number of executors, a ledger and a Graph, all in simulated time: the same run for the same seed.
///
/// Each executor has so many workers; each of them acquires, calls, reports and begins again, at once or after a random pause.
struct SimulatedFleet {
    struct Setting {
        var executors = 4
        var workers = 32
        var writes = QuotaLimit.writes
        /// The real limit, as part of the configured one.
        var realPart = 1.0
        var graphLatency = 0.02...0.08
        var ledgerLatency = 0.001...0.006
        /// Between two calls of one worker, in seconds.
        var rest = 0.0...0.0
        /// Whether Graph sends its percentage.
        var tellsUsage = true
        /// In whole seconds, and at least so many: as the documented samples are.
        var wholeRetryAfter: Double?
        var priorities: [QuotaPriority] = [.people]
        var rules = QuotaRules()
    }

    private enum Happening {
        case wake(Int)
        case begin(executor: Int, worker: Int)
        case reach(executor: Int, call: QuotaCall, sentAt: Double)
        case answer(executor: Int, QuotaAnswer, call: QuotaCall, sentAt: Double)
        case arrive(executor: Int, worker: Int)
        case return_(executor: Int, worker: Int, QuotaReport)
    }

    private struct Executor {
        var pool = QuotaPool()
        var workers: [UInt64: Int] = [:]
        var isAlive = true
        var wakesAt = Double.infinity
    }

    let setting: Setting
    private(set) var now = 0.0
    private(set) var admitted = 0
    private(set) var refused = 0
    private(set) var admittedBy: [Int]
    private(set) var admittedFor: [QuotaPriority: Int] = [:]
    private(set) var talks = 0
    private(set) var gaveUp = 0
    var bucket: SimulatedBucket
    private(set) var accounts: PerBudget<QuotaAccount>
    private var holdings = PerBudget { _ in [QuotaHolding]() }
    private var executors: [Executor]
    private var queue = EventQueue<Happening>()
    private var random: SeededRandom
    private var lastID: UInt64 = 0

    init(_ setting: Setting, seed: UInt64) {
        self.setting = setting
        random = SeededRandom(seed)
        bucket = SimulatedBucket(limit: setting.writes.amount * setting.realPart, window: setting.writes.window)
        accounts = PerBudget { QuotaAccount($0 == .writes ? setting.writes : .resourceUnits, at: 0) }
        executors = (0..<setting.executors).map { _ in Executor() }
        admittedBy = executors.map { _ in 0 }
        for executor in executors.indices {
            for worker in 0..<setting.workers {
                queue.add(.begin(executor: executor, worker: worker), at: Double.random(in: 0...0.05, using: &random))
            }
        }
    }

    mutating func run(until end: Double) {
        while let (time, happening) = queue.next(before: end) {
            now = time
            handle(happening)
        }
        now = end
    }

    /// Takes an executor away in the midst of its work: what it had in hand is never heard of again.
    mutating func kill(_ executor: Int) {
        executors[executor].isAlive = false
    }

    private mutating func handle(_ happening: Happening) {
        switch happening {
        case .wake(let executor):
            guard executors[executor].wakesAt == now else { return }
            executors[executor].wakesAt = .infinity
            look(executor)
        case .begin(let executor, let worker):
            guard executors[executor].isAlive else { return }
            lastID += 1
            executors[executor].workers[lastID] = worker
            let priority = setting.priorities[worker % setting.priorities.count]
            let cost = QuotaCost(writes: 1, resourceUnits: 1)
            if executors[executor].pool.enqueue(lastID, cost, priority, at: now) != nil {
                gaveUp += 1
                queue.add(.begin(executor: executor, worker: worker), at: now + 5)
            }
            look(executor)
        case .reach(let executor, let call, let sentAt):
            talks += 1
            let answer = QuotaAnswer { budget in
                call[budget].map { demand in
                    accounts[budget].exchange(
                        demand, by: "executor-\(executor)", &holdings[budget],
                        limit: budget == .writes ? setting.writes : .resourceUnits, rules: setting.rules, at: now)
                }
            }
            queue.add(.answer(executor: executor, answer, call: call, sentAt: sentAt), at: now + latency())
        case .answer(let executor, let answer, let call, let sentAt):
            executors[executor].pool.answered(answer, to: call, sentAt: sentAt, at: now)
            look(executor)
        case .arrive(let executor, let worker): arrive(executor, worker)
        case .return_(let executor, let worker, let report):
            guard executors[executor].isAlive else { return }
            executors[executor].pool.report(report, at: now)
            queue.add(
                .begin(executor: executor, worker: worker), at: now + Double.random(in: setting.rest, using: &random))
            look(executor)
        }
    }

    private mutating func arrive(_ executor: Int, _ worker: Int) {
        let (usage, retryAfter) = bucket.charge(1, at: now)
        if retryAfter == nil {
            admitted += 1
            admittedBy[executor] += 1
            admittedFor[setting.priorities[worker % setting.priorities.count], default: 0] += 1
        } else {
            refused += 1
        }
        let told = setting.tellsUsage && usage > 0.8 ? (usage * 100).rounded(.up) / 100 : nil
        let asked = retryAfter.map { wait in
            setting.wholeRetryAfter.map { max($0, wait.rounded(.up)) } ?? (wait * 1000).rounded(.up) / 1000
        }
        let report = QuotaReport(
            isRefused: retryAfter != nil, usage: told, retryAfter: asked, budget: retryAfter == nil ? nil : .writes,
            cost: QuotaCost(writes: 1, resourceUnits: 1))
        queue.add(
            .return_(executor: executor, worker: worker, report),
            at: now + Double.random(in: setting.graphLatency, using: &random) / 2)
    }

    private mutating func look(_ executor: Int) {
        guard executors[executor].isAlive else { return }
        let step = executors[executor].pool.step(at: now)
        for id in step.released {
            guard let worker = executors[executor].workers.removeValue(forKey: id) else { continue }
            queue.add(
                .arrive(executor: executor, worker: worker),
                at: now + Double.random(in: setting.graphLatency, using: &random) / 2)
        }
        for (id, failure) in step.failed {
            gaveUp += 1
            guard let worker = executors[executor].workers.removeValue(forKey: id) else { continue }
            queue.add(.begin(executor: executor, worker: worker), at: now + (failure.retryAfterSeconds ?? 1))
        }
        if let call = step.call {
            queue.add(.reach(executor: executor, call: call, sentAt: now), at: now + latency())
        }
        if let wakeAt = step.wakeAt, wakeAt < executors[executor].wakesAt || executors[executor].wakesAt <= now {
            executors[executor].wakesAt = wakeAt
            queue.add(.wake(executor), at: wakeAt)
        }
    }

    private mutating func latency() -> Double { Double.random(in: setting.ledgerLatency, using: &random) }
}
