import Domain
import SimulatorKit
import TestSupport
import Testing

@testable import Executor

@Suite("The token is revoked in mid-run", .timeLimit(.minutes(2)))
struct TokenTests {
    @Test("Another one is fetched, with which the change is made, once")
    func revoked() async throws {
        let order = try Order(1, groups: 2)
        try await Bench.with([order]) { bench in
            try bench.entra.misbehave([.write(order, 1, nth: 1, ["delay_ms": 500])])
            try await bench.running(ExecutorSetup()) {
                try await bench.approve(order)
                try await bench.entra.underWay("POST", about: order.groups[1])
                try await bench.entra.revokeTokens()
                try await bench.stated(.runLanded, of: order)
            }
            bench.expectLanded(order)
            #expect(bench.entra.calls("POST", about: order.groups[1]).map(\.status) == [401, 204])
            #expect(bench.entra.tokenCalls == 2)
            try await bench.expectNothingLost()
        }
    }

    @Test(
        "The next one lacks the role: nothing is written and nothing is refused for good, at whatever step of the run; it goes on with the role",
        arguments: [[], ["User.Read.All"]])
    func roleLost(roles: [String]) async throws {
        let (writing, reading) = (try Order(1, groups: 2), try Order(2))
        let later = try Order(3)
        try await Bench.with([writing, reading, later]) { bench in
            try bench.entra.misbehave([
                .write(writing, 1, nth: 1, ["delay_ms": 500]),
                // The one that reads the change back.
                .read(reading, nth: 2, ["delay_ms": 500]),
            ])
            try await bench.running(ExecutorSetup()) {
                try await bench.approve(reading)
                try await bench.entra.underWay("GET", about: reading.groups[0])
                try await bench.stated(.operationApplied, of: reading)
                try await bench.approve(writing)
                try await bench.entra.underWay("POST", about: writing.groups[1])
                try await bench.entra.consent(to: roles)
                try await bench.entra.revokeTokens()
                try await bench.approve(later)
                try await bench.stated(.operationAttemptFailed, of: writing)
                // More tries, by calls or by whoever asks whether Graph is back.
                let tokens = bench.entra.tokenCalls
                try await waitUntil("other tokens being fetched") { bench.entra.tokenCalls >= tokens + 2 }
                #expect(bench.entra.writes == reading.writes + [writing.writes[0]])
                #expect(Set(bench.witness.failures(of: writing)) == [.graphUnauthorized])
                try await bench.entra.consent(to: SimulatedEntra.roles)
                for order in [writing, reading, later] { try await bench.stated(.runLanded, of: order) }
            }
            for order in [writing, reading, later] { bench.expectLanded(order) }
            try await bench.expectNothingLost()
        }
    }

    @Test("None is to be had for a while: nothing is written, the run waits, and goes on")
    func noToken() async throws {
        let order = try Order(1, groups: 2)
        try await Bench.with([order]) { bench in
            try bench.entra.misbehave([.write(order, 1, nth: 1, ["delay_ms": 500])])
            try await bench.running(ExecutorSetup()) {
                try await bench.approve(order)
                try await bench.entra.underWay("POST", about: order.groups[1])
                try bench.entra.misbehave([
                    FaultRuleText("POST", "/oauth2/v2\\.0/token$", ["status": 503])
                ])
                try await bench.entra.revokeTokens()
                try await bench.stated(.operationAttemptFailed, of: order)
                #expect(bench.entra.writes(of: order) == [order.writes[0]])
                try bench.entra.misbehave([])
                try await bench.stated(.runLanded, of: order)
            }
            bench.expectLanded(order)
            try await bench.expectNothingLost()
        }
    }
}
