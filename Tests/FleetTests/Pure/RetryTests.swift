import Domain
import Testing

@testable import Fleet

/// Gives out given numbers, over and over.
private struct Fixed: RandomNumberGenerator {
    let value: UInt64
    mutating func next() -> UInt64 { value }
}

@Suite("Retrying")
struct RetryTests {
    let policy = RetryPolicy(maximumAttempts: 12)

    private func decide(
        _ reason: Reason, attempt: Int = 1, isOutage: Bool = false, asked: Double? = nil, chance: UInt64 = .max
    ) -> RetryPolicy.Decision {
        var generator = Fixed(value: chance)
        return policy.decide(
            Failure(reason, "x", retryAfterSeconds: asked), attempt: attempt, isOutage: isOutage, using: &generator)
    }

    @Test("What is permanent is never tried again", arguments: Reason.allCases.filter { $0.kind == .permanent })
    func permanent(_ reason: Reason) {
        #expect(decide(reason) == .deadLetter)
        #expect(decide(reason, isOutage: true, asked: 1) == .deadLetter)
    }

    @Test("The nth attempt waits for the nth delay of the ladder, or for the one before it")
    func ladder() {
        let ladder = RetryRung.allCases
        for attempt in 1...11 {
            let upper = ladder[min(attempt, ladder.count) - 1]
            let lower = ladder[max(min(attempt, ladder.count) - 2, 0)]
            #expect(decide(.graphConflict, attempt: attempt) == .retry(upper, countsAsAttempt: true))
            #expect(decide(.graphConflict, attempt: attempt, chance: 0) == .retry(lower, countsAsAttempt: true))
        }
    }

    @Test("The last attempt is followed by a dead letter, whether the failure is transient or unknown")
    func usedUp() {
        for reason in [Reason.graphConflict, .graphReplyLost] {
            #expect(decide(reason, attempt: 11) != .deadLetter)
            #expect(decide(reason, attempt: 12) == .deadLetter)
            #expect(decide(reason, attempt: .max) == .deadLetter)
        }
    }

    @Test("Being throttled is no attempt, however often: it waits as long as was asked, and one second at least")
    func throttled() {
        for reason in Reason.allCases.filter(\.isThrottling) {
            #expect(decide(reason, attempt: 500) == .retry(.oneSecond, countsAsAttempt: false))
            #expect(decide(reason, asked: 1.5) == .retry(.fiveSeconds, countsAsAttempt: false))
            #expect(decide(reason, asked: 30) == .retry(.halfMinute, countsAsAttempt: false))
            #expect(decide(reason, asked: -7) == .retry(.oneSecond, countsAsAttempt: false))
            #expect(decide(reason, asked: 1_000_000) == .retry(.oneHour, countsAsAttempt: false))
        }
    }

    @Test("While the dependency is down it is no attempt either, and it waits for five seconds at least")
    func outage() {
        #expect(decide(.graphUnavailable, attempt: 500, isOutage: true) == .retry(.fiveSeconds, countsAsAttempt: false))
        #expect(decide(.graphUnavailable, isOutage: true, asked: 1) == .retry(.fiveSeconds, countsAsAttempt: false))
        #expect(decide(.graphUnavailable, isOutage: true, asked: 60) == .retry(.twoMinutes, countsAsAttempt: false))
    }

    @Test("A wait that was asked for is kept when it is longer than the ladder's own")
    func asked() {
        #expect(decide(.graphUnavailable, attempt: 1, asked: 100) == .retry(.twoMinutes, countsAsAttempt: true))
        #expect(decide(.graphUnavailable, attempt: 6, asked: 1) == .retry(.oneHour, countsAsAttempt: true))
    }

    @Test(
        "A rung is found for every wait",
        arguments: [
            (Duration.milliseconds(1), RetryRung.oneSecond, RetryRung.oneSecond), (.seconds(1), .oneSecond, .oneSecond),
            (.milliseconds(1001), .fiveSeconds, .oneSecond), (.seconds(29), .halfMinute, .fiveSeconds),
            (.seconds(600), .tenMinutes, .tenMinutes), (.seconds(3599), .oneHour, .tenMinutes),
            (.seconds(90_000), .oneHour, .oneHour),
        ])
    func rung(_ wait: Duration, _ notBefore: RetryRung, _ notAfter: RetryRung) {
        #expect(RetryRung.notBefore(wait) == notBefore)
        #expect(RetryRung.notAfter(wait) == notAfter)
    }

    @Test("No wait needs no rung")
    func noWait() {
        for wait in [Duration.zero, .seconds(-1)] {
            #expect(RetryRung.notBefore(wait) == nil)
            #expect(RetryRung.notAfter(wait) == nil)
        }
    }

    @Test("The ladder is in order, and each rung is called by its delay")
    func order() throws {
        #expect(RetryRung.allCases == RetryRung.allCases.sorted())
        for rung in RetryRung.allCases { #expect(DurationText.parse(rung.rawValue) == rung.delay) }
    }
}
