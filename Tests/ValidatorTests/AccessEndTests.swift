import Domain
import Fleet
import Foundation
import TestSupport
import Testing

@testable import Validator

@Suite("A catalogue item that grants for a time")
struct AccessEndTests {
    /// In Samples' time it is 23 November 2026, 08:10 UTC.
    private func bench(_ until: String?, _ body: (Bench) async throws -> Void) async throws {
        let instance = Bench.instance()
        if let until { instance.add(Samples.variableRow("access_until", until), to: "sc_item_option_mtom") }
        let policy = try Bench.policy(end: "end_variable: access_until\n    maximum_days: 90")
        try await Bench.with(instance, policy: policy, body)
    }

    @Test(
        "puts the end into the plan",
        arguments: [("2026-12-24 17:00:00", "2026-12-24T17:00:00Z"), ("2026-12-24", "2026-12-25T00:00:00Z")])
    func planned(until: String, expected: String) async throws {
        try await bench(until) { bench in
            let plan = try await bench.validated().plan
            #expect(plan.until == Timestamp.date(of: expected))
            // Decided once: asked again, it is the same plan.
            #expect(try await bench.validated().plan == plan)
        }
    }

    @Test(
        "blocks a request whose end is missing, unreadable, over, or too far away, each with a reason of its own",
        arguments: [
            (nil, Reason.policyEndMissing), ("", .policyEndMissing), ("next week", .policyEndUnreadable),
            ("2026-11-22", .policyEndPast), ("2027-02-21 08:10:01", .policyEndTooDistant),
        ] as [(String?, Reason)])
    func blocked(until: String?, reason: Reason) async throws {
        try await bench(until) { bench in
            let blocked = try await bench.blocked()
            #expect(blocked.failure.reason == reason)
            #expect(blocked.owner == nil)
            #expect(try await bench.decisions().map(\.outcome) == ["blocked"])
            #expect(bench.writes.isEmpty)
        }
    }

    @Test("is the only one that does: another one's plan has no end, whatever the ticket says")
    func without() async throws {
        let instance = Bench.instance()
        instance.add(Samples.variableRow("access_until", "2026-12-24"), to: "sc_item_option_mtom")
        try await Bench.with(instance) { bench in
            let plan = try await bench.validated().plan
            #expect(plan.until == nil)
        }
    }
}
