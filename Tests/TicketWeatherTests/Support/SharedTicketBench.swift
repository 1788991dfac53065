import Fleet
import OrderedCollections
import SimulatorKit
import TestSupport
import Testing

/// A bench for all tests of a suite, each with a ticket of its own, which then cost little more than the slowest of them. When all are over
/// it waits until nothing is on its way any more, and looks at what holds for all of them.
struct SharedTicketBench: SuiteTrait, TestScoping {
    let tickets: [WeatherTicket]
    /// How many items stand before them, approved and not to be seen.
    var hidden = 0
    /// Of the instance.
    var rules: JSONObject = [:]
    var faults: [JSONValue] = []
    /// The stages that may give up messages here.
    var givingUp: Set<Stage> = []

    @TaskLocal private static var shared: TicketBench?

    /// The bench of the suite that the test is in.
    static var current: TicketBench {
        get throws { try #require(shared) }
    }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let (ready, announce) = AsyncStream.makeStream(of: TicketBench.self)
        let (over, end) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { announce.finish() }
                try await TicketBench.with(tickets, hidden: hidden, rules: rules) { bench in
                    try bench.serviceNow.misbehave(faults)
                    announce.yield(bench)
                    for await _ in over {}
                    try await bench.atRest()
                    expectGoodManners(bench)
                    for stage in Stage.allCases where !givingUp.contains(stage) {
                        #expect(try await bench.dead(stage) == 0, "\(stage.rawValue)")
                    }
                }
            }
            for await bench in ready {
                defer { end.finish() }
                try await Self.$shared.withValue(bench) { try await function() }
            }
            try await group.waitForAll()
        }
    }

    /// What is so in any weather: no note is written twice, no ticket closed twice, at most one incident each; never more than four calls at
    /// a time, and none to a version of the API that says 404 for an empty page.
    private func expectGoodManners(_ bench: TicketBench) {
        for ticket in tickets {
            let told = bench.serviceNow.told(ticket)
            #expect(Set(told.notes).count == told.notes.count, "\(ticket.ritm): \(told.notes)")
            #expect(told.states.count { $0 == "3" } <= 1, "\(ticket.ritm): \(told.states)")
            let incidents = bench.serviceNow.incidents(of: ticket)
            #expect(incidents.count <= 1, "\(ticket.ritm): \(incidents)")
            for incident in incidents { #expect(Set(incident.notes).count == incident.notes.count) }
        }
        #expect(bench.serviceNow.mostCallsAtATime <= 4)
        let paths = bench.serviceNow.calls.map(\.path)
        #expect(paths.allSatisfy { $0.hasPrefix("/api/now/table/") || $0 == "/oauth_token.do" })
    }
}
