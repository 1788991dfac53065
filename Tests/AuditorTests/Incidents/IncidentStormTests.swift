import Domain
import Fleet
import Foundation
import Postgres
import SimulatorKit
import TestSupport
import Testing

@testable import Auditor

@Suite("Incidents in bad weather", .timeLimit(.minutes(5)))
struct IncidentStormTests {
    /// What goes wrong with calls for incidents, each by chance.
    private static let weather: [JSONValue] = [
        ("POST", 0.2, ["close": "after"]), ("POST", 0.2, ["status": 500, "after_effect": true]),
        ("POST", 0.2, ["status": 503]), ("PATCH", 0.2, ["close": "after"]), ("PATCH", 0.2, ["close": "before"]),
        ("PATCH", 0.1, ["status": 202]), ("GET", 0.05, ["status": 429]), ("GET", 0.05, ["status": 200]),
    ].enumerated().map { index, fault in
        [
            "match": ["method": .string(fault.0), "path": "^/api/now/table/incident"],
            "probability": .number(fault.1), "seed": .integer(index + 1), "act": fault.2,
        ]
    }

    @Test(
        "One incident for each run, each failure told on it once, and all resolved once, whatever gets lost on the way")
    func storm() async throws {
        let plans = try (1...24).map { number in
            try Samples.plan(
                ritm: #require(RITMNumber("RITM00200\(number + 10)")), groups: [Samples.group, Samples.otherGroup])
        }
        try await IncidentBench.with { bench in
            try bench.instance.simulator.environment.faults.replaceRules(.array(Self.weather))
            let desks = try [bench.desk(), bench.desk()]
            // The failures first, in any order, then the landings, with the failures once more.
            for phase in [0..<2, 0..<3] {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for plan in plans {
                        for (index, event) in Self.events(of: plan)[phase].enumerated() {
                            group.addTask { try await Self.handle(event, by: desks[index % 2], bench) }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            let incidents = bench.instance.incidents
            #expect(incidents.count == plans.count)
            for plan in plans {
                let incident = try #require(incidents.first { $0["correlation_id"].contains(plan.run.description) })
                #expect(incident["state"] == "6")
                for event in Self.events(of: plan) {
                    let marker = IncidentText.marker(of: event)
                    #expect(([incident["description"]] + incident.notes).count { $0.contains(marker) } == 1)
                }
            }
        }
    }

    private static func events(of plan: Plan) -> [Event] {
        func ended(_ states: [OperationState], start: Int) -> RunEnded {
            let ended = Samples.ended(plan, states: states)
            return RunEnded(
                plan: plan, approval: ended.approval, outcomes: ended.outcomes, endedAt: Samples.at, start: start)
        }
        return [
            Samples.event(.runReverted(ended([.reverted, .refused], start: 1))),
            Samples.event(.runStuck(ended([.verified, .refused], start: 2))),
            Samples.event(.runLanded(ended([.verified, .verified], start: 3))),
        ]
    }

    /// As a stage does it: what failed, or has to wait, comes back.
    private static func handle(_ event: Event, by desk: IncidentDesk, _ bench: IncidentBench) async throws {
        for _ in 0..<1_000 {
            do {
                switch try await bench.handle(event, by: desk) {
                case .later: try await bench.waitForLateCalls(of: event.ritm)
                default: return
                }
            } catch let failure as Failure where failure.kind != .permanent {
                continue
            } catch let error as PostgresError where error.isRetriable {
                // The test's own hand on the clock can get in the way of the processes'.
                continue
            }
        }
        throw NeverHappened(what: "the end of \(event.type.rawValue)")
    }
}
