import Domain
import Fleet
import Foundation
import Logging
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Executor

/// On a real database, in real time, beside whatever else the machine does: so what has to be used up here is far from what it is in
/// simulated time.
@Suite("The gate before Graph", .serialized)
struct QuotaGateTests {
    let write = QuotaBench.write
    let quick = QuotaLimit(amount: 200, window: 2)
    let plenty = QuotaLimit(amount: 100_000, window: 100)

    /// Calls for so long, with so many workers on each gate.
    func load(_ gates: [QuotaGate], _ graph: LiveGraph, workers: Int, for seconds: Double) async throws {
        let end = ContinuousClock.now + .seconds(seconds)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for gate in gates {
                for _ in 0..<workers {
                    group.addTask {
                        while ContinuousClock.now < end {
                            try await gate.acquire(write, priority: .people)
                            try await Task.sleep(for: .milliseconds(2))
                            gate.report(graph.add())
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("However many they are, they use the quota up together, and are hardly ever refused", arguments: [1, 4, 16])
    func together(_ executors: Int) async throws {
        try await QuotaBench.withDatabase { database in
            let gates = (0..<executors).map {
                QuotaBench.gate(database, "executor-\($0)", QuotaBench.configuration(quick))
            }
            try await QuotaBench.running(gates) {
                let graph = LiveGraph(quick)
                try await load(gates, graph, workers: 6, for: 4)
                let total = Double(graph.admitted + graph.refused)
                #expect(Double(graph.admitted) > 0.15 * graph.allowed, "\(graph.admitted) of \(graph.allowed)")
                #expect(Double(graph.refused) < 0.03 * total, "\(graph.refused) refused")
            }
        }
    }

    @Test("A 429 that one executor gets stops the others at once, also what they had leased")
    func pause() async throws {
        try await QuotaBench.withDatabase { database in
            let configuration = QuotaBench.configuration(plenty)
            let gates = ["one", "other"].map { QuotaBench.gate(database, $0, configuration) }
            try await QuotaBench.running(gates) {
                for gate in gates {
                    // Enough for a block that is larger than what is used of it.
                    for _ in 0..<40 { try await gate.acquire(write, priority: .people) }
                }
                let start = ContinuousClock.now
                gates[0].report(QuotaReport(isRefused: true, retryAfter: 1.25, budget: .writes, cost: write))
                try await Task.sleep(for: .milliseconds(400))
                // Reads go on meanwhile.
                try await gates[1].acquire(QuotaCost(resourceUnits: 1), priority: .people)
                #expect(ContinuousClock.now - start < .seconds(1.2))
                try await gates[1].acquire(write, priority: .people)
                #expect(ContinuousClock.now - start >= .seconds(1.25))
            }
        }
    }

    @Test("An executor that ends in the midst of it leaves the rest to the others")
    func death() async throws {
        try await QuotaBench.withDatabase { database in
            let configuration = QuotaBench.configuration(quick)
            let (dead, other) = (
                QuotaBench.gate(database, "dead", configuration), QuotaBench.gate(database, "other", configuration)
            )
            try await QuotaBench.running([other]) {
                try await QuotaBench.running([dead]) {
                    for _ in 0..<20 { try await dead.acquire(write, priority: .people) }
                }
                await #expect(throws: CancellationError.self) { try await dead.acquire(write, priority: .people) }
                let graph = LiveGraph(quick)
                try await load([other], graph, workers: 6, for: 3)
                #expect(Double(graph.admitted) > 0.15 * graph.allowed, "\(graph.admitted) of \(graph.allowed)")
            }
        }
    }

    @Test("A clock of one's own that jumps does no harm", arguments: [3600.0, -3600.0])
    func jump(_ seconds: Double) async throws {
        try await QuotaBench.withDatabase { database in
            let clock = JumpingTime()
            let gate = QuotaBench.gate(database, "jumping", QuotaBench.configuration(quick), time: clock.time)
            try await QuotaBench.running([gate]) {
                let graph = LiveGraph(quick)
                try await load([gate], graph, workers: 4, for: 1)
                clock.jump(by: seconds)
                // Nobody waits for long, and nobody gets through for nothing.
                try await load([gate], graph, workers: 4, for: 1.5)
                let total = Double(graph.admitted + graph.refused)
                #expect(Double(graph.refused) < 0.05 * total, "\(graph.refused) refused")
                #expect(Double(graph.admitted) > 0.5 * graph.allowed, "\(graph.admitted) of \(graph.allowed)")
            }
        }
    }

    @Test("Without the database nobody gets through, and everybody gets to know why")
    func databaseAway() async throws {
        var configuration = try PostgresConfiguration(uri: "postgresql://nobody@127.0.0.1:1/none")
        configuration.acquireTimeout = .seconds(1)
        let database = PostgresClient(configuration: configuration, logger: LogCapture().logger)
        let gate = QuotaBench.gate(database, "one", QuotaBench.configuration(plenty))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await database.run() }
            defer { group.cancelAll() }
            try await QuotaBench.running([gate]) {
                for _ in 0..<2 {
                    let failure = await #expect(throws: Failure.self) {
                        try await gate.acquire(write, priority: .people)
                    }
                    #expect(failure?.reason == .serviceDatabaseUnavailable)
                }
            }
        }
    }

    // MARK: - With a ledger that does as the test says

    /// A gate whose calls to the ledger are answered so.
    func gate(
        patience: Duration = .seconds(30), _ answer: @escaping @Sendable (QuotaCall) async throws -> QuotaGrant.Outcome
    ) -> QuotaGate {
        QuotaGate(patience: patience, logger: LogCapture().logger, time: .system) { call in
            let outcome = try await answer(call)
            return QuotaAnswer { budget in
                call[budget].map {
                    QuotaGrant(
                        outcome: $0.wish == nil ? .nothingAsked : outcome, pace: nil, estimate: 3000, fullness: 0)
                }
            }
        }
    }

    @Test("One who is cancelled while waiting is gone at once, and takes nothing from the others")
    func cancelled() async throws {
        let gate = gate { _ in .later(0.2) }
        try await QuotaBench.running([gate]) {
            let waiting = Task { try await gate.acquire(write, priority: .people) }
            try await waitUntil("somebody waits") { gate.waitingCount == 1 }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
            #expect(gate.waitingCount == 0)
        }
    }

    @Test("One who was cancelled before never waits")
    func cancelledBefore() async throws {
        let gate = gate { _ in .later(0.2) }
        try await QuotaBench.running([gate]) {
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await gate.acquire(write, priority: .people)
            }
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test("Longer than the patience is throttling, with the time to come back")
    func patience() async throws {
        let gate = gate(patience: .seconds(1)) { _ in .paused(7.5) }
        try await QuotaBench.running([gate]) {
            let failure = await #expect(throws: Failure.self) { try await gate.acquire(write, priority: .people) }
            #expect(failure?.reason == .graphThrottled)
            #expect(failure?.reason.isThrottling == true)
            #expect((failure?.retryAfterSeconds ?? 0) > 7)
        }
    }

    /// Who got through, one after the other.
    private final class Order: Sendable {
        private let list = Mutex<[QuotaPriority]>([])

        var all: [QuotaPriority] { list.withLock(\.self) }

        func append(_ priority: QuotaPriority) { list.withLock { $0.append(priority) } }
    }

    @Test("Those who wait for people go first, whoever came first")
    func priorities() async throws {
        let isOpen = Mutex(false)
        let gate = gate { call in
            guard isOpen.withLock(\.self) else { return .later(0.05) }
            return .given(amount: 1, start: 0, end: 2)
        }
        let order = Order()
        try await QuotaBench.running([gate]) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, priority) in [QuotaPriority.drift, .background, .people, .people].enumerated() {
                    group.addTask {
                        try await gate.acquire(QuotaCost(writes: 1), priority: priority)
                        order.append(priority)
                    }
                    try await waitUntil("they wait") { gate.waitingCount == number + 1 }
                }
                isOpen.withLock { $0 = true }
                try await group.waitForAll()
            }
        }
        #expect(order.all == [.people, .people, .background, .drift])
    }

    @Test("Many who come at once need one lease")
    func coalesced() async throws {
        let talks = Mutex(0)
        let gate = gate { call in
            if call.writes?.wish != nil { talks.withLock { $0 += 1 } }
            try await Task.sleep(for: .milliseconds(100))
            return .given(amount: max(call.writes?.wish?.most ?? 0, 1), start: 0, end: 2)
        }
        try await QuotaBench.running([gate]) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 { group.addTask { try await gate.acquire(write, priority: .people) } }
                try await group.waitForAll()
            }
        }
        #expect(talks.withLock(\.self) <= 3)
    }

    @Test("A gate that has ended lets nobody wait")
    func ended() async throws {
        let gate = gate { _ in .later(0.1) }
        try await QuotaBench.running([gate]) {
            await Task.yield()
        }
        await #expect(throws: CancellationError.self) { try await gate.acquire(write, priority: .people) }
    }
}
