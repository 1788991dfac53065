import Synchronization
import TestSupport
import Testing

@testable import ServiceNow

@Suite("The limit on calls at a time")
struct CallLimitTests {
    @Test("lets as many through as it says, and the next in the order of arrival", .timeLimit(.minutes(1)))
    func order() async throws {
        let limit = CallLimit(1)
        let order = Order()
        let gate = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { gate.open() }
            group.addTask { try await limit.withTurn { await gate.wait() } }
            try await waitUntil("the first has its turn") { gate.isAwaited }
            for number in 1...3 {
                group.addTask { try await limit.withTurn { order.append(number) } }
                try await waitUntil("it stands in the queue") { limit.waitingCount == number }
            }
            #expect(order.numbers == [])
            gate.open()
            try await group.waitForAll()
        }
        #expect(order.numbers == [1, 2, 3])
        #expect(limit.waitingCount == 0)
    }

    @Test("forgets one that gives up while it waits, and gives its turn to nobody twice", .timeLimit(.minutes(1)))
    func cancellation() async throws {
        let limit = CallLimit(1)
        let gate = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { gate.open() }
            group.addTask { try await limit.withTurn { await gate.wait() } }
            try await waitUntil("the first has its turn") { gate.isAwaited }
            let quitter = Task { try await limit.withTurn { Issue.record("it had given up") } }
            try await waitUntil("it stands in the queue") { limit.waitingCount == 1 }
            quitter.cancel()
            await #expect(throws: CancellationError.self) { try await quitter.value }
            #expect(limit.waitingCount == 0)
            gate.open()
            try await group.waitForAll()
        }
        // The turn is free again, once.
        try await limit.withTurn {}
        let cancelled = Task<Void, any Error> {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await limit.withTurn { Issue.record("it had given up before it came") }
        }
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        try await limit.withTurn {}
    }

    @Test("can be raised and lowered: who takes a turn away comes first, and waits for the call that has it")
    func changed() async throws {
        let awaited = Order()
        let limit = CallLimit(0) { awaited.append(1) }
        let gate = Gate()
        let removed = Order()
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { gate.open() }
            group.addTask { try await limit.withTurn { await gate.wait() } }
            try await waitUntil("it waits") { limit.isAwaited && awaited.numbers.count == 1 }
            limit.add()
            try await waitUntil("the first has its turn") { gate.isAwaited }
            group.addTask { try await limit.withTurn { _ = Issue.record("there is no turn any more") } }
            try await waitUntil("it stands in the queue") { limit.waitingCount == 1 }
            group.addTask {
                await limit.remove()
                removed.append(1)
            }
            try await waitUntil("its turn is to be taken away") { limit.state.withLock { $0.removing.count } == 1 }
            #expect(removed.numbers == [])
            gate.open()
            try await waitUntil("it is") { removed.numbers == [1] }
            #expect(limit.waitingCount == 1)
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.waitForAll() }
        }
        limit.add()
        try await limit.withTurn {}
        await limit.remove()
        #expect(awaited.numbers.count == 2)
    }

    @Test("gives a turn back that ended in an error")
    func failure() async throws {
        let limit = CallLimit(1)
        for _ in 1...3 {
            await #expect(throws: NeverHappened.self) { try await limit.withTurn { throw NeverHappened(what: "it") } }
        }
    }
}

extension CallLimit {
    fileprivate var waitingCount: Int { state.withLock { $0.waiting.count } }
}

/// Who came, one after the other.
private final class Order: Sendable {
    private let list = Mutex<[Int]>([])

    var numbers: [Int] { list.withLock { $0 } }

    func append(_ number: Int) { list.withLock { $0.append(number) } }
}

/// Holds one task until it is opened.
private final class Gate: Sendable {
    private let state = Mutex<(waiter: CheckedContinuation<Void, Never>?, isAwaited: Bool, isOpen: Bool)>(
        (nil, false, false))

    var isAwaited: Bool { state.withLock { $0.isAwaited } }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                state.isAwaited = true
                if !state.isOpen { state.waiter = continuation }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiter = state.withLock { state in
            state.isOpen = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
