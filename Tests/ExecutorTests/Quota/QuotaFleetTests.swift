import Testing

@testable import Executor

/// The budget, the executors and Graph's bucket together, for many windows of simulated time.
///
/// What is allowed is a full bucket at the start and what runs off over time, less what others use.
@Suite("A fleet on one quota, in simulated time")
struct QuotaFleetTests {
    /// As fast as the published limit, with a smaller bucket.
    static let limit = QuotaLimit(amount: 600, window: 30)
    static let executors = [1, 2, 4, 8, 16]

    static func fleet(
        _ executors: Int, seed: UInt64 = 1, windows: Double = 10,
        _ change: (inout SimulatedFleet.Setting) -> Void = { _ in }
    ) -> SimulatedFleet {
        var setting = SimulatedFleet.Setting()
        setting.executors = executors
        setting.workers = 8
        setting.writes = limit
        change(&setting)
        var fleet = SimulatedFleet(setting, seed: seed)
        fleet.run(until: setting.writes.window * windows)
        return fleet
    }

    static func used(_ fleet: SimulatedFleet, others: Double = 0) -> Double {
        let setting = fleet.setting
        let limit = setting.writes.amount * setting.realPart
        return Double(fleet.admitted) / (limit + fleet.now * (limit / setting.writes.window - others))
    }

    static func refused(_ fleet: SimulatedFleet) -> Double {
        Double(fleet.refused) / Double(fleet.admitted + fleet.refused)
    }

    @Test(
        "uses at least 97 %, with at most 1 % refused, as configured, at half and at a third",
        arguments: executors, [1, 0.5, 1 / 3.0])
    func limits(_ executors: Int, _ part: Double) {
        let fleet = Self.fleet(executors, seed: UInt64(executors)) { $0.realPart = part }
        #expect(Self.used(fleet) >= 0.97)
        #expect(Self.refused(fleet) <= 0.01)
    }

    @Test("shares fairly, and asks the ledger no more often than there are calls", arguments: executors)
    func fairness(_ executors: Int) throws {
        let fleet = Self.fleet(executors)
        let least = try #require(fleet.admittedBy.min())
        let most = try #require(fleet.admittedBy.max())
        #expect(Double(least) > 0.8 * Double(most))
        #expect(Double(fleet.talks) < 60 * fleet.now)
    }

    @Test("goes on when the limit is halved, and when it is restored", arguments: executors)
    func halvedAndRestored(_ executors: Int) {
        var fleet = Self.fleet(executors, windows: 3)
        let window = Self.limit.window
        fleet.bucket.setLimit(Self.limit.amount / 2, at: fleet.now)
        fleet.run(until: window * 5)
        let (before, refused) = (fleet.admitted, fleet.refused)
        fleet.run(until: window * 8)
        #expect(Double(fleet.admitted - before) >= 0.97 * 3 * Self.limit.amount / 2)
        #expect(fleet.refused - refused <= Int(0.01 * 3 * Self.limit.amount / 2))
        #expect(fleet.accounts.writes.estimate < 0.6 * Self.limit.amount)
        fleet.bucket.setLimit(Self.limit.amount, at: fleet.now)
        fleet.run(until: window * 10)
        let (again, refusedAgain) = (fleet.admitted, fleet.refused)
        fleet.run(until: window * 13)
        #expect(Double(fleet.admitted - again) >= 0.97 * 3 * Self.limit.amount)
        #expect(fleet.refused - refusedAgain <= Int(0.01 * 3 * Self.limit.amount))
        #expect(fleet.accounts.writes.estimate > 0.9 * Self.limit.amount)
    }

    @Test("fits in with other apps, and takes over what they leave", arguments: [1, 4, 16])
    func others(_ executors: Int) {
        var fleet = Self.fleet(executors, windows: 0)
        fleet.bucket.setOthers(6, at: 0)
        fleet.run(until: Self.limit.window * 10)
        #expect(Self.used(fleet, others: 6) >= 0.97)
        #expect(Self.refused(fleet) <= 0.01)
        fleet.bucket.setOthers(0, at: fleet.now)
        fleet.run(until: Self.limit.window * 12)
        let before = fleet.admitted
        fleet.run(until: Self.limit.window * 15)
        #expect(Double(fleet.admitted - before) >= 0.97 * 3 * Self.limit.amount)
    }

    @Test("is kept inside by demand that comes and goes", arguments: executors)
    func randomDemand(_ executors: Int) {
        for seed: UInt64 in 1...2 {
            // With fewer than four executors the demand is below the limit.
            let fleet = Self.fleet(executors, seed: seed, windows: 6) { $0.rest = 0...2 }
            #expect(Self.refused(fleet) <= 0.01)
            if executors >= 4 { #expect(Self.used(fleet) >= 0.97) }
        }
    }

    @Test("survives the death of executors", arguments: [2, 8, 16])
    func deaths(_ executors: Int) {
        var fleet = Self.fleet(executors, windows: 2)
        for executor in 0..<executors / 2 {
            fleet.kill(executor)
            fleet.run(until: fleet.now + 4)
        }
        fleet.run(until: Self.limit.window * 10)
        #expect(Self.used(fleet) >= 0.97)
        #expect(Self.refused(fleet) <= 0.01)
    }

    @Test("copes with a wait in whole seconds, and with a slow database", arguments: [4, 16])
    func coarse(_ executors: Int) {
        let fleet = Self.fleet(executors) {
            $0.realPart = 0.5
            $0.wholeRetryAfter = 10
            $0.ledgerLatency = 0.01...0.1
        }
        #expect(Self.used(fleet) >= 0.97)
        #expect(Self.refused(fleet) <= 0.01)
    }

    @Test("where Graph tells nothing, learns from refusals alone", arguments: [1, 4])
    func untold(_ executors: Int) {
        let equal = Self.fleet(executors) { $0.tellsUsage = false }
        #expect(Self.used(equal) >= 0.97)
        #expect(Self.refused(equal) <= 0.01)
        let half = Self.fleet(executors) {
            $0.tellsUsage = false
            $0.wholeRetryAfter = 1
            $0.realPart = 0.5
        }
        #expect(Self.used(half) >= 0.9)
        #expect(Self.refused(half) <= 0.05)
    }

    @Test("lets people go first")
    func priorities() {
        let fleet = Self.fleet(4) { $0.priorities = [.people, .people, .people, .background, .drift] }
        let all = Double(fleet.admitted)
        #expect(Double(fleet.admittedFor[.people] ?? 0) > 0.85 * all)
    }

    @Test("is the same run for the same seed")
    func deterministic() {
        let one = Self.fleet(4, seed: 7, windows: 2)
        let other = Self.fleet(4, seed: 7, windows: 2)
        #expect(one.admitted == other.admitted)
        #expect(one.accounts == other.accounts)
    }
}
