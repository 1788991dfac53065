import Domain
import Foundation
import Testing

@testable import Landfall

@Suite("How long a failed read waits")
struct RetryRuleTests {
    private func waits(_ failure: Failure, _ count: Int) -> [Duration?] {
        var rule = RetryRule()
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in rule.wait(after: failure, using: &generator) }
    }

    @Test("It waits twice as long each time, up to a minute, and gives up after nine tries")
    func backoff() {
        let waits = waits(Failure(.serviceNowUnavailable, "503"), 9)
        for (wait, longest) in zip(waits, [1, 2, 4, 8, 16, 32, 60, 60]) {
            let range = Duration.seconds(Double(longest) / 2)...Duration.seconds(longest)
            #expect(wait.map(range.contains) == true)
        }
        #expect(waits.map { $0 != nil } == Array(repeating: true, count: 8) + [false])
    }

    @Test("What will never work isn't tried again")
    func permanent() {
        #expect(waits(Failure(.serviceNowForbidden, "403"), 1) == [nil])
        #expect(waits(Failure(.graphForbidden, "403"), 1) == [nil])
    }

    @Test("Refused credentials are tried twice more", arguments: [Reason.serviceNowUnauthorized, .graphUnauthorized])
    func refused(reason: Reason) {
        let waits = waits(Failure(reason, "401"), 3)
        #expect(waits.map { $0 != nil } == [true, true, false])
    }

    @Test("It waits as long as it is asked to, up to an hour; then somebody has to go on later")
    func asked() {
        let throttled = Failure(.serviceNowThrottled, "429", retryAfterSeconds: 1800)
        #expect(waits(throttled, 1) == [.seconds(1800)])
        #expect(waits(Failure(.graphThrottled, "429", retryAfterSeconds: 3601), 1) == [nil])
    }

    @Test("Being throttled is counted by itself")
    func throttled() {
        var rule = RetryRule()
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20 { _ = rule.wait(after: Failure(.graphThrottled, "429"), using: &generator) }
        #expect(rule.wait(after: Failure(.graphUnavailable, "503"), using: &generator) ?? .zero <= .seconds(1))
        for _ in 0..<60 { _ = rule.wait(after: Failure(.graphThrottled, "429"), using: &generator) }
        #expect(rule.wait(after: Failure(.graphThrottled, "429"), using: &generator) == nil)
    }
}

@Suite("How calls are spread over time")
struct PaceTests {
    @Test("No more is taken in a second than may be")
    func rate() {
        var pace = Pace(rate: 40)
        var now = GapSamples.now
        #expect(pace.wait(for: 40, isShort: false, at: now) == .zero)
        #expect(pace.wait(for: 20, isShort: false, at: now) == .seconds(1))
        now += 1
        #expect(pace.wait(for: 40, isShort: false, at: now) == .seconds(0.5))
        now += 60
        #expect(pace.wait(for: 40, isShort: false, at: now) == .zero, "what wasn't used isn't saved up")
        #expect(pace.wait(for: 40, isShort: false, at: now) == .seconds(1))
    }

    @Test("It goes at a quarter of that when others use up the quota")
    func short() {
        var pace = Pace(rate: 40)
        #expect(pace.wait(for: 40, isShort: true, at: GapSamples.now) == .zero)
        #expect(pace.wait(for: 40, isShort: false, at: GapSamples.now) == .seconds(3))
    }

    @Test("A clock that is set back by a day makes nobody wait for a day")
    func clock() {
        var pace = Pace(rate: 40)
        _ = pace.wait(for: 40, isShort: false, at: GapSamples.now)
        #expect(pace.wait(for: 40, isShort: false, at: GapSamples.daysAgo(1)) == .seconds(3))
    }
}
