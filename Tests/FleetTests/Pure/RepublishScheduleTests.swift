import Testing

@testable import Fleet

@Suite("Publishing once more")
struct RepublishScheduleTests {
    @Test("The pauses double from half a second to half a minute, and end four minutes after the delivery")
    func pauses() {
        var schedule = RepublishSchedule()
        var elapsed = Duration.zero
        var pauses: [Duration] = []
        while let pause = schedule.pause(after: elapsed) {
            pauses.append(pause)
            elapsed += pause
        }
        let doubling = [Duration.milliseconds(500)] + [1, 2, 4, 8, 16].map { .seconds($0) }
        #expect(pauses == doubling + Array(repeating: .seconds(30), count: 6) + [.milliseconds(28_500)])
        #expect(elapsed == .seconds(240))
    }

    @Test("What took four minutes already is given back at once")
    func late() {
        var schedule = RepublishSchedule()
        #expect(schedule.pause(after: .seconds(240)) == nil)
        #expect(schedule.pause(after: .seconds(239)) == .milliseconds(500))
        #expect(schedule.pause(after: .milliseconds(239_900)) == .milliseconds(100))
    }

    @Test("A stopwatch tells the time of its clock")
    func stopwatch() async throws {
        let clock: any Clock<Duration> = SkippingClock()
        let elapsed = clock.stopwatch()
        #expect(elapsed() == .zero)
        try await clock.sleep(for: .seconds(7))
        #expect(elapsed() == .seconds(7))
    }
}
