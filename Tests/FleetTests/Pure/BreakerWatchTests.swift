import Domain
import Synchronization
import TestSupport
import Testing

@testable import Fleet

@Suite("A dependency that no stage waits for")
struct BreakerWatchTests {
    @Test("is probed while it is down, and is back when it answers", .timeLimit(.minutes(1)))
    func back() async throws {
        let isDown = Mutex(true)
        let probes = Mutex(0)
        let breakers = BreakerBoard(
            probes: [
                .serviceNow: {
                    probes.withLock { $0 += 1 }
                    if isDown.withLock(\.self) { throw Failure(.serviceNowUnavailable, "down") }
                }
            ], limits: .init(failuresToOpen: 2, firstPause: .milliseconds(10), longestPause: .milliseconds(20)),
            logger: LogCapture().logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await BreakerWatch(breakers: breakers, dependencies: [.serviceNow]).run() }
            breakers.failed(.serviceNow)
            #expect(!breakers.isOpen(.serviceNow))
            breakers.failed(.serviceNow)
            #expect(breakers.isOpen(.serviceNow))
            try await waitUntil("some probes") { probes.withLock { $0 } > 2 }
            #expect(breakers.isOpen(.serviceNow))
            isDown.withLock { $0 = false }
            try await waitUntil("it being back") { !breakers.isOpen(.serviceNow) }
            group.cancelAll()
        }
    }
}
