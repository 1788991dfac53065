import Testing

@Suite("The plan of a storm")
struct StormPlanTests {
    @Test("follows from the seed and the number of runs alone", arguments: [1, 2, 77] as [UInt64])
    func reproducible(seed: UInt64) {
        #expect(StormPlan(seed: seed, runs: 300) == StormPlan(seed: seed, runs: 300))
        #expect(StormPlan(seed: seed, runs: 300) != StormPlan(seed: seed + 1, runs: 300))
    }

    @Test("has exactly so many runs, and requests that make none beside them", arguments: [1, 60, 2000])
    func size(runs: Int) {
        let orders = StormPlan(seed: 3, runs: runs).orders
        #expect(orders.count { $0.expectation.isRun } == runs)
        #expect(orders.allSatisfy { !$0.entitlements.isEmpty })
        #expect(orders.allSatisfy { Set($0.entitlements).count == $0.entitlements.count })
    }

    @Test("has requests of every kind")
    func kinds() {
        let plan = StormPlan(seed: 4, runs: 500)
        for expectation in StormOrder.Expectation.allCases {
            #expect(plan.orders.contains { $0.expectation == expectation }, "\(expectation)")
        }
        for group in StormGroups.refusing + StormGroups.blocking + [
            StormGroups.guarded, StormGroups.scarce, StormGroups.reluctant,
        ] {
            #expect(plan.orders.contains { $0.entitlements.contains(group) }, "\(group.name)")
        }
        let pairs = plan.orders.flatMap { order in order.entitlements.map { "\(order.person.number) \($0.name)" } }
        #expect(Set(pairs).count < pairs.count)
        let isMember = plan.orders.filter { order in
            order.entitlements.contains { plan.members[$0]?.contains(order.person) == true }
        }
        #expect(isMember.contains { $0.expectation == .landed } && isMember.contains { $0.expectation == .turnedBack })
    }

    @Test(
        "has events of every kind, in order, and before the last request is at rest",
        arguments: 1...5 as ClosedRange<UInt64>)
    func events(seed: UInt64) {
        let plan = StormPlan(seed: seed, runs: 400)
        for lane in plan.lanes {
            #expect(lane.map(\.after) == lane.map(\.after).sorted())
            #expect(lane.allSatisfy { (0..<400).contains($0.after) })
        }
        let deeds = plan.lanes.joined().map { event -> String in
            switch event.deed {
            case .kill: "kill"
            case .terminate: "terminate"
            case .pause: "pause"
            case .end(let server, let ending): "\(server) \(ending)"
            case .repeatMessages: "repeat"
            case .retry: "retry"
            case .weather: "weather"
            case .outage: "outage"
            }
        }
        let wanted: Set = [
            "kill", "terminate", "pause", "rabbitmq restart", "rabbitmq kill", "postgres restart", "postgres kill",
            "repeat", "weather", "outage", "retry",
        ]
        #expect(wanted.subtracting(deeds).isEmpty)
    }

    @Test("of a short storm has a crash, and each server going away")
    func short() {
        let events = StormPlan(seed: 1, runs: 60).lanes.joined()
        #expect(events.contains { if case .kill = $0.deed { true } else { false } })
        for server in [OwnServers.Server.rabbitmq, .postgres] {
            #expect(events.contains { if case .end(server, _) = $0.deed { true } else { false } })
        }
    }

    @Test("keeps the rule that makes a group refuse for good in every weather, and first")
    func lasting() {
        for case .weather(let weather) in StormPlan(seed: 5, runs: 200).lanes.joined().map(\.deed) {
            #expect(Array(weather.entra.prefix(4)) == StormWeather.lasting.entra + StormWeather.passing)
        }
    }
}
