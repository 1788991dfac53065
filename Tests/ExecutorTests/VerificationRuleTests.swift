import Domain
import Foundation
import TestSupport
import Testing

@testable import Executor

@Suite("When a change is read back")
struct VerificationRuleTests {
    let rule = VerificationRule(
        firstDelay: .seconds(2), interval: .seconds(5), agreeingReads: 2, limit: .seconds(600))
    let start = Samples.at

    @Test("The first read waits for the first delay, the next one for the interval")
    func waiting() {
        #expect(rule.wait(appliedAt: start, lastReadAt: nil, now: start) == .seconds(1))
        #expect(rule.wait(appliedAt: start, lastReadAt: nil, now: start + 2) == nil)
        #expect(rule.wait(appliedAt: start, lastReadAt: start + 2, now: start + 2) == .seconds(5))
        #expect(rule.wait(appliedAt: start, lastReadAt: start + 2, now: start + 7) == nil)
    }

    @Test("What was never applied or read is due at once")
    func dueAtOnce() {
        #expect(rule.wait(appliedAt: nil, lastReadAt: nil, now: start) == nil)
    }

    @Test("A clock that was set back makes nobody wait: what is still to come can't be told from what is over")
    func setBack() {
        #expect(rule.wait(appliedAt: start, lastReadAt: start + 3600, now: start) == nil)
        #expect(rule.wait(appliedAt: start + 3600, lastReadAt: nil, now: start) == nil)
        // Clocks of two executors differ by that much.
        #expect(rule.wait(appliedAt: start, lastReadAt: start + 0.1, now: start) == .seconds(5))
    }

    @Test("A rest that a delay queue can't resolve counts as over")
    func rest() {
        #expect(rule.wait(appliedAt: start, lastReadAt: nil, now: start + 1.85) == nil)
    }

    @Test("It is given up after the limit, by the time in which it was looked at")
    func limit() {
        #expect(!rule.isOver(unprovedSeconds: 600))
        #expect(rule.isOver(unprovedSeconds: 600.1))
        #expect(rule.longestGap == 11)
    }

    @Test(
        "A wait is made of hops that are no longer than itself",
        arguments: [(0, 0), (200, 1000), (1000, 1000), (4999, 1000), (5000, 5000), (700_000, 600_000)])
    func hops(wait: Int, hop: Int) {
        #expect(VerificationRule.hop(.milliseconds(wait)) == .milliseconds(hop))
    }
}

@Suite("Which of several failures decides")
struct WorstFailureTests {
    @Test("None has none")
    func none() {
        #expect(OperationStep.worse(nil, nil) == nil)
        let one = Failure(.graphReplyLost, "")
        #expect(OperationStep.worse(one, nil) == one)
        #expect(OperationStep.worse(nil, one) == one)
    }

    @Test("A real failure comes before a throttling, whatever either asks for")
    func kinds() {
        let throttled = Failure(.graphThrottled, "", retryAfterSeconds: 120)
        let lost = Failure(.graphReplyLost, "")
        #expect(OperationStep.worse(throttled, lost) == lost)
        #expect(OperationStep.worse(lost, throttled) == lost)
    }

    @Test("Of two throttlings the longer wait counts")
    func waits() {
        let short = Failure(.graphThrottled, "", retryAfterSeconds: 1.5)
        let long = Failure(.graphThrottled, "", retryAfterSeconds: 30)
        #expect(OperationStep.worse(long, short) == long)
        #expect(OperationStep.worse(short, long) == long)
        #expect(OperationStep.worse(long, Failure(.graphThrottled, "")) == long)
    }
}
