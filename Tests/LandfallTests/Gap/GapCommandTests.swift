import ArgumentParser
import Domain
import Foundation
import ServiceNow
import Testing

@testable import Landfall

@Suite("landfall gap's options")
struct GapCommandTests {
    private func request(_ arguments: String...) throws -> GapSearch.Request {
        let command = try LandfallCommand.parseAsRoot(["gap"] + arguments)
        return try #require(command as? GapCommand).request(now: GapSamples.now)
    }

    private func complaint(_ arguments: String...) -> String {
        do {
            _ = try LandfallCommand.parseAsRoot(["gap"] + arguments)
            return ""
        } catch {
            return LandfallCommand.message(for: error)
        }
    }

    @Test("Times are lengths or days")
    func times() throws {
        #expect(try request("--since", "90d").since == GapSamples.daysAgo(90))
        #expect(try request("--since", "12h").since == GapSamples.daysAgo(0.5))
        #expect(try request("--since", "2026-08-29").since == Timestamp.date(of: "2026-08-29T00:00:00Z"))
        #expect(try request("--since", "90d", "--stalled-after", "12h").stalledBefore == GapSamples.daysAgo(0.5))
        #expect(complaint("--since", "soon").contains("--since: “soon” is no length of time"))
        #expect(complaint("--since", "2999-01-01").contains("--since"))
        #expect(complaint().contains("--since"))
    }

    @Test("States and removal items are given by name")
    func states() throws {
        let plain = try request("--since", "90d")
        #expect(plain.states == .init(closedComplete: [], open: []))
        #expect(plain.stalledBefore == GapSamples.daysAgo(2))
        #expect(plain.graphRate == 70)
        let own = try request(
            "--since", "90d", "--closed-complete", "3", "--closed-complete", "10", "--open-state=-5", "--removal-item",
            "c9")
        #expect(own.states == .init(closedComplete: ["3", "10"], open: ["-5"]))
        #expect(own.removalItems.map(\.description) == ["c9"])
        #expect(complaint("--since", "90d", "--removal-item", "a^b").contains("no sys_id"))
        #expect(complaint("--since", "90d", "--open-state", "3", "--closed-complete", "3").contains("the same state"))
        #expect(complaint("--since", "90d", "--graph-units", "801").contains("1 to 800"))
        #expect(complaint("--since", "90d", "--format", "xml").contains("xml"))
    }

    @Test("States that nobody named are as configured, and no state says that a ticket is both fulfilled and not begun")
    func configuredStates() throws {
        let states = try StateValues<ItemState>(text: "closed_complete=30,open=10")
        let none = GapScope.States(closedComplete: [], open: [])
        #expect(try none.completed(by: .init()) == .init(closedComplete: ["3"], open: ["1"]))
        #expect(try none.completed(by: states) == .init(closedComplete: ["30"], open: ["10"]))
        let named = GapScope.States(closedComplete: ["7"], open: [])
        #expect(try named.completed(by: states) == .init(closedComplete: ["7"], open: ["10"]))
        #expect(throws: GapProblem.self) { try GapScope.States(closedComplete: [], open: ["30"]).completed(by: states) }
    }
}
