import Testing

@testable import Postgres

@Suite("The pool decides")
struct PoolStateMachineTests {
    private let start = ContinuousClock.now

    private func pool(minimum: Int = 0, maximum: Int = 2, waiters: Int = 3) -> PoolStateMachine {
        PoolStateMachine(
            limits: .init(
                minimum: minimum, maximum: maximum, waiters: waiters, acquireTimeout: .seconds(10),
                idleLifetime: .seconds(60)))
    }

    private func lease(_ number: UInt64) -> LeaseID { LeaseID(rawValue: number) }
    private func connection(_ number: UInt64) -> ConnectionID { ConnectionID(rawValue: number) }
    private var refused: PostgresError { PostgresError(.connectFailed, "refused") }

    @Test("to open a connection for the first caller, and to give it to that caller")
    func opens() {
        var pool = pool()
        #expect(pool.acquire(lease(1), now: start) == .wait(open: [connection(1)]))
        #expect(pool.connected(connection(1), now: start) == .use(lease(1)))
        #expect(pool.slots == [connection(1): .leased(lease(1))])
    }

    @Test("to open no more than the limit, and to queue in order of arrival")
    func queues() {
        var pool = pool()
        #expect(pool.acquire(lease(1), now: start) == .wait(open: [connection(1)]))
        #expect(pool.acquire(lease(2), now: start) == .wait(open: [connection(2)]))
        #expect(pool.acquire(lease(3), now: start) == .wait(open: []))
        #expect(pool.connected(connection(2), now: start) == .use(lease(1)))
        #expect(pool.connected(connection(1), now: start) == .use(lease(2)))
        #expect(pool.released(connection(2), now: start) == .use(lease(3)))
    }

    @Test("to refuse whoever is one too many")
    func refuses() {
        var pool = pool()
        // Two connections and three places to wait.
        for number in 1...5 { _ = pool.acquire(lease(UInt64(number)), now: start) }
        #expect(pool.acquire(lease(6), now: start) == .refuse)
        #expect(pool.cancel(lease(2)) == true)
        #expect(pool.cancel(lease(2)) == false)
        #expect(pool.acquire(lease(7), now: start) == .wait(open: []))
        _ = pool.connected(connection(1), now: start)
        #expect(pool.acquire(lease(8), now: start) == .refuse)
    }

    @Test("to use the connection that was used last, and to close those that nobody uses, down to the minimum")
    func ages() {
        var pool = pool(minimum: 1, maximum: 3)
        for number in 1...3 { _ = pool.acquire(lease(UInt64(number)), now: start) }
        for number in 1...3 { _ = pool.connected(connection(UInt64(number)), now: start) }
        for number in 1...3 { #expect(pool.released(connection(UInt64(number)), now: start) == .keep) }
        #expect(pool.acquire(lease(4), now: start) == .use(connection(3)))
        #expect(pool.released(connection(3), now: start + .seconds(30)) == .keep)
        #expect(pool.nextDeadline == start + .seconds(60))
        #expect(pool.tick(now: start + .seconds(60)).close == [connection(1), connection(2)])
        #expect(pool.tick(now: start + .seconds(600)).close.isEmpty)
    }

    @Test("to keep the minimum open without being asked")
    func warms() {
        var pool = pool(minimum: 2)
        #expect(pool.tick(now: start).open == [connection(1), connection(2)])
        #expect(pool.tick(now: start).open.isEmpty)
        _ = pool.connected(connection(1), now: start)
        pool.lost(connection(1))
        #expect(pool.tick(now: start).open == [connection(3)])
    }

    @Test("that a caller has waited long enough")
    func expires() {
        var pool = pool()
        _ = pool.acquire(lease(1), now: start)
        #expect(pool.nextDeadline == start + .seconds(10))
        #expect(pool.tick(now: start + .milliseconds(9999)).expired.isEmpty)
        #expect(pool.tick(now: start + .seconds(10)).expired == [lease(1)])
        // Its connection, made in vain, stays for the next one.
        #expect(pool.connected(connection(1), now: start + .seconds(11)) == .keep)
    }

    @Test("to try again later, one attempt at a time, when the server can't be reached")
    func backsOff() {
        var pool = pool()
        _ = pool.acquire(lease(1), now: start)
        _ = pool.acquire(lease(2), now: start)
        #expect(pool.connectFailed(connection(1), error: refused, permanent: false, now: start, jitter: 0).isEmpty)
        #expect(pool.connectFailed(connection(2), error: refused, permanent: false, now: start, jitter: 0).isEmpty)
        #expect(pool.tick(now: start).open.isEmpty)
        #expect(pool.nextDeadline == start + .milliseconds(100))
        #expect(pool.tick(now: start + .milliseconds(100)).open == [connection(3)])
        #expect(pool.connected(connection(3), now: start + .milliseconds(101)) == .use(lease(1)))
        #expect(pool.tick(now: start + .milliseconds(101)).open == [connection(4)])
        #expect(pool.lastFailure == nil)
    }

    @Test("that nobody need wait where trying again can't help")
    func failsAll() {
        var pool = pool()
        _ = pool.acquire(lease(1), now: start)
        _ = pool.acquire(lease(2), now: start)
        let told = pool.connectFailed(connection(1), error: refused, permanent: true, now: start, jitter: 0)
        #expect(told == [lease(1), lease(2)])
        #expect(pool.waiters.isEmpty)
    }

    @Test("to replace a connection that broke in use, when somebody waits")
    func replaces() {
        var pool = pool(maximum: 1)
        _ = pool.acquire(lease(1), now: start)
        _ = pool.connected(connection(1), now: start)
        #expect(pool.acquire(lease(2), now: start) == .wait(open: []))
        pool.lost(connection(1))
        #expect(pool.tick(now: start).open == [connection(2)])
        #expect(pool.connected(connection(2), now: start) == .use(lease(2)))
        // Late news about the one that broke changes nothing.
        #expect(pool.released(connection(1), now: start) == .close)
    }

    @Test("to close what is free at once and what is in use when it is released")
    func closes() {
        var pool = pool(maximum: 3)
        for number in 1...3 { _ = pool.acquire(lease(UInt64(number)), now: start) }
        _ = pool.connected(connection(1), now: start)
        _ = pool.connected(connection(2), now: start)
        _ = pool.cancel(lease(3))
        #expect(pool.released(connection(2), now: start) == .keep)
        let (waiting, close) = pool.close()
        #expect(waiting.isEmpty)
        #expect(Set(close) == [connection(2), connection(3)])
        #expect(pool.released(connection(1), now: start) == .close)
        #expect(pool.slots.isEmpty)
        #expect(pool.nextDeadline == nil)
    }

    @Test("that nobody waits any more once it is closed")
    func closesQueue() {
        var pool = pool(maximum: 1)
        _ = pool.acquire(lease(1), now: start)
        _ = pool.acquire(lease(2), now: start)
        #expect(pool.close().waiting == [lease(1), lease(2)])
        #expect(pool.tick(now: start) == .init())
        #expect(pool.connected(connection(1), now: start) == .close)
    }
}
