import Domain
import SimulatorKit
import Testing

@testable import Executor

@Suite("The machine's clock jumps", .timeLimit(.minutes(2)))
struct ClockTests {
    @Test(
        "by hours, between any two steps: changes are made and taken back once, and proved in the time that it takes",
        arguments: [21_600.0, -21_600.0])
    func jumps(by seconds: Double) async throws {
        let landing = try Order(1, groups: 2)
        let reverting = try Order(2, groups: 2)
        let doubtful = try Order(3)
        try await Bench.with([landing, reverting, doubtful]) { bench in
            try bench.entra.misbehave([
                .write(landing, 1, nth: 1, ["delay_ms": 300]),
                // The first read after the change takes a while; the second doesn't show it.
                .read(landing, 1, nth: 2, ["delay_ms": 300]),
                .read(landing, 1, nth: 3, ["status": 200, "body": ["value": []]]),
                .write(reverting, 1, ["status": 403]),
                FaultRuleText(
                    "DELETE", "^/v1\\.0/groups/\(reverting.groups[0])/members/", nth: 1, ["delay_ms": 300]),
                // Refused, after a call that may have done it: reads decide, in so many seconds.
                .write(doubtful, nth: 1, ["close": "before"]), .write(doubtful, 0, ["status": 403]),
            ])
            let clock = JumpingClock()
            let start = ContinuousClock.now
            try await bench.running(ExecutorSetup(clock: clock)) {
                try await bench.approve(landing)
                try await bench.entra.underWay("POST", about: landing.groups[1])
                clock.jump(by: seconds)
                try await bench.stated(.operationApplied, of: landing)
                try await bench.entra.underWay("GET", about: landing.groups[1])
                clock.jump(by: seconds)
                try await bench.stated(.runLanded, of: landing)

                try await bench.approve(reverting)
                try await bench.entra.underWay("DELETE", about: reverting.groups[0])
                clock.jump(by: seconds)
                try await bench.stated(.operationUndoApplied, of: reverting)
                clock.jump(by: seconds)
                try await bench.stated(.runReverted, of: reverting)

                try await bench.approve(doubtful)
                try await bench.stated(.operationAttemptFailed, of: doubtful)
                clock.jump(by: seconds)
                try await bench.stated(.runReverted, of: doubtful)
            }
            #expect(ContinuousClock.now - start < .seconds(40))
            bench.expectLanded(landing)
            let made = reverting.writes[0]
            bench.expect(reverting, [made, made.reversed], ends: .runReverted)
            bench.expect(doubtful, [], ends: .runReverted)
            try await bench.expectNothingLost()
        }
    }
}
