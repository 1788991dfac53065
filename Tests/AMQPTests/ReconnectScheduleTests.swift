import Testing

@testable import AMQP

@Suite("When to try the broker again")
struct ReconnectScheduleTests {
    private static let backoff = AMQPConfiguration.Backoff(
        initial: .milliseconds(100), maximum: .milliseconds(500), jitter: 0.5)

    @Test("The wait doubles up to its maximum, and starts again after a success")
    func doubling() {
        var schedule = ReconnectSchedule(backoff: Self.backoff, endpointCount: 1)
        let waits = (0..<5).map { _ in schedule.failed(chance: 0) }
        #expect(waits == [100, 200, 400, 500, 500].map { .milliseconds($0) })
        schedule.succeeded()
        #expect(schedule.failed(chance: 0) == .milliseconds(100))
    }

    @Test("Chance takes off at most the jitter's part", arguments: [(0.0, 100), (0.5, 75), (1.0, 50), (7.0, 50)])
    func jitter(chance: Double, milliseconds: Int) {
        var schedule = ReconnectSchedule(backoff: Self.backoff, endpointCount: 1)
        #expect(schedule.failed(chance: chance) == .milliseconds(milliseconds))
    }

    @Test("Every endpoint gets its turn before the wait")
    func failover() {
        var schedule = ReconnectSchedule(backoff: Self.backoff, endpointCount: 3)
        var seen: [Int] = []
        var waits: [Duration] = []
        for _ in 0..<6 {
            seen.append(schedule.endpointIndex)
            waits.append(schedule.failed(chance: 0))
        }
        #expect(seen == [0, 1, 2, 0, 1, 2])
        #expect(waits == [0, 0, 100, 0, 0, 200].map { .milliseconds($0) })
    }
}
