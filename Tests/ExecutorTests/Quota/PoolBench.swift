import Domain

@testable import Executor

/// A pool to be called in expectations, which take no mutating calls.
final class PoolBench {
    private var pool = QuotaPool()

    var shares: PerBudget<QuotaPool.Share> { pool.shares }

    func enqueue(_ id: UInt64, _ cost: QuotaCost, _ priority: QuotaPriority, at now: Double) -> Failure? {
        pool.enqueue(id, cost, priority, at: now)
    }

    func cancel(_ id: UInt64) -> Bool { pool.cancel(id) }
    func report(_ report: QuotaReport, at now: Double) { pool.report(report, at: now) }
    func pause(_ budget: QuotaBudget, until: Double) { pool.pause(budget, until: until) }
    func step(at now: Double) -> QuotaPool.Step { pool.step(at: now) }
    func serve(at now: Double) -> [UInt64] { pool.serve(at: now) }

    func answered(_ answer: QuotaAnswer, to call: QuotaCall, sentAt: Double, at now: Double) {
        pool.answered(answer, to: call, sentAt: sentAt, at: now)
    }

    func failed(_ failure: Failure, _ call: QuotaCall, at now: Double) -> QuotaPool.Step {
        pool.failed(failure, call, at: now)
    }
}
