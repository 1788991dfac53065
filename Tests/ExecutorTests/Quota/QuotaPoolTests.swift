import Domain
import Testing

@testable import Executor

@Suite("What one executor has in hand")
struct QuotaPoolTests {
    let pool = PoolBench()
    let write = QuotaCost(writes: 1, resourceUnits: 1)
    let read = QuotaCost(resourceUnits: 1)

    func given(_ amount: Double, start: Double = 0, end: Double = 1.5, pace: Double? = nil) -> QuotaGrant {
        QuotaGrant(
            outcome: .given(amount: amount, start: start, end: end), pace: pace, estimate: 3000, fullness: 0)
    }

    func grant(_ outcome: QuotaGrant.Outcome, pace: Double? = nil) -> QuotaGrant {
        QuotaGrant(outcome: outcome, pace: pace, estimate: 3000, fullness: 0)
    }

    /// Answers the call that the pool makes.
    func answer(writes: QuotaGrant?, resourceUnits: QuotaGrant?, at now: Double) throws {
        let call = try #require(pool.step(at: now).call)
        pool.answered(QuotaAnswer { $0 == .writes ? writes : resourceUnits }, to: call, sentAt: now, at: now)
    }

    @Test("Nobody gets through before something was leased, then in order, those who wait for people first")
    func order() throws {
        for (id, priority) in [(1, QuotaPriority.drift), (2, .background), (3, .people), (4, .people)] {
            #expect(pool.enqueue(UInt64(id), write, priority, at: 0) == nil)
        }
        let step = pool.step(at: 0)
        #expect(step.released.isEmpty)
        let call = try #require(step.call)
        #expect(call.writes?.wish == .init(least: 1, most: 2, priority: .people))
        pool.answered(QuotaAnswer { _ in given(1) }, to: call, sentAt: 0, at: 0)
        #expect(pool.serve(at: 0) == [3])
        try answer(writes: given(10), resourceUnits: given(10), at: 0)
        // What was leased for people isn't for others.
        #expect(pool.serve(at: 0) == [4])
        let next = try #require(pool.step(at: 0).call)
        #expect(next.writes?.wish?.priority == .background)
        pool.answered(QuotaAnswer { _ in given(5) }, to: next, sentAt: 0, at: 0)
        #expect(pool.serve(at: 0) == [2])
    }

    @Test("One lease is for all who wait")
    func together() throws {
        for id in 1...20 { _ = pool.enqueue(UInt64(id), write, .people, at: 0) }
        let call = try #require(pool.step(at: 0).call)
        #expect(call.writes?.wish?.most == 20)
        #expect(pool.step(at: 0).call == nil)
        pool.answered(QuotaAnswer { _ in given(20) }, to: call, sentAt: 0, at: 0)
        #expect(pool.step(at: 0).released.count == 20)
    }

    @Test("A read waits behind those that wait for what it needs, and behind nobody else")
    func overtaking() throws {
        _ = pool.enqueue(1, write, .people, at: 0)
        _ = pool.enqueue(2, read, .people, at: 0)
        try answer(writes: grant(.later(5)), resourceUnits: given(2), at: 0)
        #expect(pool.serve(at: 0) == [2])
        _ = pool.enqueue(3, QuotaCost(resourceUnits: 10), .people, at: 0)
        _ = pool.enqueue(4, read, .people, at: 0)
        #expect(pool.serve(at: 0) == [])
    }

    @Test("A block is used neither before its time nor after it")
    func times() throws {
        _ = pool.enqueue(1, write, .people, at: 0)
        try answer(writes: given(5, start: 0.5, end: 2), resourceUnits: given(5, start: 0, end: 3), at: 0)
        let step = pool.step(at: 0.1)
        #expect(step.released.isEmpty)
        #expect(step.wakeAt == 0.5)
        #expect(pool.step(at: 0.5).released == [1])
        _ = pool.enqueue(2, write, .people, at: 1.9)
        #expect(pool.serve(at: 1.9) == [2])
        _ = pool.enqueue(3, write, .people, at: 2)
        #expect(pool.serve(at: 2) == [])
    }

    @Test("What a long way back took from a block's time is not added to it")
    func slowAnswer() throws {
        _ = pool.enqueue(1, write, .people, at: 0)
        let call = try #require(pool.step(at: 0).call)
        pool.answered(QuotaAnswer { _ in given(5) }, to: call, sentAt: 0, at: 1.6)
        #expect(pool.serve(at: 1.6) == [])
    }

    @Test("Leftovers are told and given back")
    func leftovers() throws {
        _ = pool.enqueue(1, write, .people, at: 0)
        try answer(writes: given(5), resourceUnits: given(5), at: 0)
        #expect(pool.step(at: 0).released == [1])
        let used = try #require(pool.step(at: 0.5).call)
        #expect(used.writes == QuotaDemand(used: 1, inHand: 4))
        pool.answered(QuotaAnswer { _ in grant(.nothingAsked) }, to: used, sentAt: 0.5, at: 0.5)
        _ = pool.step(at: 1.5)
        let back = try #require(pool.step(at: 2).call)
        #expect(back.writes == QuotaDemand(used: 0, inHand: 0))
        pool.answered(QuotaAnswer { _ in grant(.nothingAsked) }, to: back, sentAt: 2, at: 2)
        #expect(pool.step(at: 3).call == nil)
        #expect(pool.step(at: 3).wakeAt == nil)
    }

    // MARK: - Pauses

    @Test("A 429 stops what was leased before it, and is told at once")
    func refusal() throws {
        _ = pool.enqueue(1, write, .people, at: 0)
        try answer(writes: given(10), resourceUnits: given(10), at: 0)
        #expect(pool.step(at: 0).released == [1])
        pool.report(
            QuotaReport(isRefused: true, usage: 1.02, retryAfter: 2.5, budget: .writes, cost: write), at: 0.1)
        _ = pool.enqueue(2, write, .people, at: 0.2)
        _ = pool.enqueue(3, read, .people, at: 0.2)
        let step = pool.step(at: 0.2)
        #expect(step.released == [3])
        let demand = try #require(step.call?.writes)
        #expect(demand.inHand == 0)
        #expect(demand.used == 1)
        #expect(demand.evidence?.isRefused == true)
        #expect(demand.wish == nil)
        // It lasts from then on, however late it is told.
        #expect(abs((demand.evidence?.retryAfter ?? 0) - 2.4) < 1e-9)
    }

    @Test("A lease that was on its way when the pause began isn't used during it")
    func pauseOnTheWay() throws {
        _ = pool.enqueue(1, write, .people, at: 0)
        let call = try #require(pool.step(at: 0).call)
        pool.pause(.writes, until: 5)
        pool.answered(QuotaAnswer { _ in given(5, end: 10) }, to: call, sentAt: 0, at: 0.1)
        #expect(pool.serve(at: 0.1) == [])
        // Nor after it: a whole fleet's would come at once.
        #expect(pool.serve(at: 6) == [])
    }

    @Test("Who would wait longer than the patience gets to know at once, with the time to wait")
    func patience() {
        pool.pause(.writes, until: 45.5)
        let failure = pool.enqueue(1, write, .people, at: 0)
        #expect(failure?.reason == .graphThrottled)
        #expect(failure?.retryAfterSeconds == 45.5)
        #expect(pool.enqueue(2, read, .people, at: 0) == nil)
    }

    @Test("Who waits already gives up as soon as a pause is longer than is left")
    func givesUp() {
        _ = pool.enqueue(1, write, .people, at: 0)
        _ = pool.step(at: 0)
        pool.pause(.writes, until: 100)
        let failed = pool.step(at: 1).failed
        #expect(failed.map(\.id) == [1])
        #expect(failed.first?.failure.retryAfterSeconds == 99)
    }

    @Test("A queue that is too long for the pace of the budget takes nobody more, except for people who go first")
    func tooLongAQueue() throws {
        _ = pool.enqueue(1, write, .background, at: 0)
        try answer(writes: grant(.later(1), pace: 1), resourceUnits: given(100), at: 0)
        for id in 2...30 { #expect(pool.enqueue(UInt64(id), write, .background, at: 0) == nil) }
        #expect(pool.enqueue(31, write, .background, at: 0)?.retryAfterSeconds == 31)
        #expect(pool.enqueue(32, write, .people, at: 0) == nil)
    }

    @Test("Nobody waits longer than the patience")
    func deadline() {
        _ = pool.enqueue(1, write, .people, at: 0)
        #expect(pool.step(at: 29.9).failed.isEmpty)
        #expect(pool.step(at: 30).failed.map(\.id) == [1])
    }

    // MARK: - What goes wrong

    @Test("A database that is away fails all who wait, and nothing is forgotten")
    func databaseAway() throws {
        _ = pool.enqueue(1, write, .people, at: 0)
        try answer(writes: given(3), resourceUnits: given(3), at: 0)
        #expect(pool.step(at: 0).released == [1])
        let call = try #require(pool.step(at: 0.5).call)
        _ = pool.enqueue(2, QuotaCost(writes: 9), .people, at: 0.5)
        let step = pool.failed(Failure(.serviceDatabaseUnavailable, "away"), call, at: 0.6)
        #expect(step.failed.map(\.id) == [2])
        #expect(step.failed.first?.failure.reason == .serviceDatabaseUnavailable)
        #expect(pool.step(at: 1.2).call?.writes?.used == 1)
    }

    @Test("One who is cancelled is out of the way of the others")
    func cancelled() throws {
        _ = pool.enqueue(1, QuotaCost(writes: 9), .people, at: 0)
        _ = pool.enqueue(2, write, .people, at: 0)
        try answer(writes: given(5), resourceUnits: given(5), at: 0)
        #expect(pool.serve(at: 0) == [])
        #expect(pool.cancel(1))
        #expect(pool.serve(at: 0) == [2])
        #expect(!pool.cancel(1))
    }

    @Test("A clock that goes back leaves nothing usable for longer, and nobody waiting for longer")
    func clockGoesBack() throws {
        _ = pool.enqueue(1, write, .people, at: 10_000)
        try answer(writes: given(5), resourceUnits: given(5), at: 10_000)
        #expect(pool.step(at: 10_000).released == [1])
        _ = pool.enqueue(2, QuotaCost(writes: 9), .people, at: 10_000)
        let step = pool.step(at: 100)
        #expect(pool.shares.writes.blocks.isEmpty)
        #expect(step.failed.isEmpty)
        #expect(pool.step(at: 130).failed.map(\.id) == [2])
    }

    @Test("A clock that goes forward ends leases, and gives nothing")
    func clockGoesForward() throws {
        _ = pool.enqueue(1, write, .people, at: 0)
        try answer(writes: given(5), resourceUnits: given(5), at: 0)
        #expect(pool.step(at: 0).released == [1])
        _ = pool.enqueue(2, write, .people, at: 100_000)
        #expect(pool.serve(at: 100_000) == [])
    }

    // MARK: - Which bucket it was

    @Test("A percentage is of the bucket that should be fuller, unless the answer names one")
    func meantBudget() throws {
        _ = pool.enqueue(1, write, .people, at: 0)
        var units = given(9)
        units.fullness = 0.7
        try answer(writes: given(9), resourceUnits: units, at: 0)
        pool.report(QuotaReport(isRefused: false, usage: 0.85, cost: write), at: 0)
        #expect(pool.shares.resourceUnits.evidence?.usage == .told(0.85))
        #expect(pool.shares.writes.evidence == nil)
        pool.report(QuotaReport(isRefused: false, usage: 0.9, budget: .writes, cost: write), at: 0)
        #expect(pool.shares.writes.evidence?.usage == .told(0.9))
    }

    @Test("A percentage is told soon, silence only along with something else")
    func tellsSoon() throws {
        pool.report(QuotaReport(isRefused: false, cost: read), at: 0)
        #expect(pool.step(at: 0).wakeAt == nil)
        pool.report(QuotaReport(isRefused: false, usage: 0.81, cost: read), at: 0)
        #expect(pool.step(at: 0).wakeAt == 0.1)
        #expect(pool.step(at: 0.1).call?.resourceUnits?.evidence?.usage == .told(0.81))
    }

    @Test("Figures that can't be are not believed", arguments: [Double.nan, .infinity, -1])
    func nonsense(_ value: Double) {
        let report = QuotaReport(isRefused: true, usage: value, retryAfter: value, cost: write)
        #expect(report.usage == nil)
        #expect(report.retryAfter.map { $0 >= 0 && $0 <= 86_400 } ?? true)
    }
}
