import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Validator

@Suite("Separation of duties against what is on its way")
struct UnderWayTests {
    static let conflict = "conflicts_with: [second]"
    static let otherID = SysID("c0000000000000000000000000000002")!
    static let otherTicket = Ticket(sysID: otherID, number: RITMNumber("RITM0010002")!)

    /// Two tickets of one person: the first asks for `first`, the other for `second`, which nobody may have together.
    private func bench(
        policy: String = conflict, _ body: (Bench) async throws -> Void
    ) async throws {
        let instance = Bench.instance("first")
        instance.add(Samples.itemRow(Self.otherID, Self.otherTicket.number), to: "sc_req_item")
        instance.add(Samples.variableRow("entitlement", "second", of: Self.otherID), to: "sc_item_option_mtom")
        instance.add(Samples.approverRow(of: Self.otherID), to: "sysapproval_approver")
        try await Bench.with(instance, policy: try Bench.policy(first: policy), body)
    }

    private func ended(_ plan: Plan, _ start: Int = 1, at: Date = Samples.at) -> RunEnded {
        RunEnded(plan: plan, approval: Samples.approval(of: plan), outcomes: [], endedAt: at, start: start)
    }

    private func started(_ plan: Plan, _ start: Int = 1) -> Fact {
        let retry = start == 1 ? nil : RunRetry(start: start, askedBy: "Olga", askedAt: Samples.at, reason: "again")
        return .runStarted(RunStarted(plan: plan, approval: Samples.approval(of: plan), retry: retry))
    }

    private func withdrawn() -> Fact {
        .requestWithdrawn(RequestWithdrawn(ticket: Samples.ticket, withdrawal: Samples.withdrawal))
    }

    private func rejected(_ plan: Plan) -> Fact {
        .requestRejected(RequestRejected(plan: plan, failure: Failure(.approvalDenied, "no"), denial: nil))
    }

    /// Whether the other request is blocked by the first one, at a moment.
    private func isBlocked(_ bench: Bench, at: Date = Samples.at) async throws -> Bool {
        switch try await bench.under(at: at).decided(Self.otherTicket) {
        case .requestBlocked(let blocked):
            #expect(blocked.failure.reason == .policyConflict)
            #expect(blocked.failure.detail.contains("on its way"))
            return true
        default: return false
        }
    }

    @Test("what conflicts with a request that was validated is blocked until that has come to rest")
    func blocked() async throws {
        try await bench { (bench) async throws in
            _ = try await bench.validated()
            #expect(try await isBlocked(bench))
        }
        // Without a rule in the policy nothing conflicts.
        try await bench(policy: "") { (bench) async throws in
            _ = try await bench.validated()
            #expect(try await !isBlocked(bench))
        }
    }

    @Test("a request that was blocked is not on its way")
    func notBegun() async throws {
        try await bench { (bench) async throws in
            bench.directory.change { $0.groups[Samples.group] = nil }
            #expect(try await bench.blocked().failure.reason == .directoryGroupMissing)
            #expect(try await !isBlocked(bench))
        }
    }

    @Test("what somebody has, in whatever way, conflicts too")
    func has() async throws {
        try await bench { (bench) async throws in
            bench.directory.change { $0.memberships[Samples.user] = [Samples.group] }
            let blocked = try await bench.blocked(Self.otherTicket)
            #expect(blocked.failure.reason == .policyConflict)
            #expect(blocked.failure.detail.contains("has"))
        }
    }

    /// What happens to the first request, and from when on it is no obstacle any more, in seconds; nil: never by that.
    static let endings: [(String, @Sendable (UnderWayTests, Plan) -> [Fact], Double?)] = [
        ("it begins", { [$0.started($1)] }, nil),
        ("it lands", { [$0.started($1), .runLanded($0.ended($1))] }, 900),
        ("it is reverted", { [$0.started($1), .runReverted($0.ended($1))] }, 0),
        ("it is stuck", { [$0.started($1), .runStuck($0.ended($1))] }, nil),
        ("it is rejected", { [$0.rejected($1)] }, 0),
        ("it is withdrawn before it begins", { tests, _ in [tests.withdrawn()] }, 900),
        ("it is withdrawn on its way", { [$0.started($1), $0.withdrawn()] }, nil),
        ("it is withdrawn while it begins", { [$0.withdrawn(), $0.started($1)] }, nil),
        ("it is withdrawn, and taken back", { [$0.started($1), $0.withdrawn(), .runReverted($0.ended($1, 2))] }, 0),
        ("it is withdrawn, and stuck", { [$0.started($1), $0.withdrawn(), .runStuck($0.ended($1))] }, 900),
        ("it is stuck, and withdrawn", { [$0.started($1), .runStuck($0.ended($1)), $0.withdrawn()] }, 900),
        (
            "it is stuck, and taken back",
            { [$0.started($1), .runStuck($0.ended($1)), .runReverted($0.ended($1, 2))] }, 0
        ),
        (
            "it is reverted, and begins again",
            { [$0.started($1), .runReverted($0.ended($1)), $0.started($1, 2)] }, nil
        ),
        (
            "it is stuck, and lands when it is tried again",
            { [$0.started($1), .runStuck($0.ended($1)), $0.started($1, 2), .runLanded($0.ended($1, 2))] }, 900
        ),
        // Events come late, twice, and in any order.
        ("its beginning is told after its end", { [.runReverted($0.ended($1)), $0.started($1)] }, 0),
        (
            "the end of its first start is told after the beginning of the second",
            { [$0.started($1, 2), .runReverted($0.ended($1))] }, nil
        ),
        (
            "everything is told twice",
            { [$0.started($1), .runReverted($0.ended($1)), $0.started($1), .runReverted($0.ended($1))] }, 0
        ),
        ("a rejection is told of a run that begins all the same", { [$0.started($1), $0.rejected($1)] }, nil),
    ]

    @Test("it counts until Entra shows it, or nothing of it comes any more", arguments: endings.indices)
    func ends(_ index: Int) async throws {
        let (name, facts, seconds) = Self.endings[index]
        // Each question is decided once: so one world for each.
        for (offset, isObstacle) in [(-1.0, true), (1, false)] {
            try await bench { (bench) async throws in
                let plan = try await bench.validated().plan
                for fact in facts(self, plan) { #expect(try await isSilent(bench, fact)) }
                let at = Samples.at + (seconds.map { $0 + offset } ?? 100 * 86_400)
                #expect(
                    try await isBlocked(bench, at: at) == (seconds == nil || isObstacle), "\(name)")
            }
        }
    }

    private func isSilent(_ bench: Bench, _ fact: Fact) async throws -> Bool {
        if case .done(let emissions) = try await bench.handle(fact) { emissions.isEmpty } else { false }
    }

    @Test("a run that began before any of this was kept is known from its beginning on")
    func adopted() async throws {
        try await bench { (bench) async throws in
            let plan = try Samples.plan(groups: [Samples.group])
            try await bench.handle(started(plan))
            #expect(try await isBlocked(bench))
        }
    }

    @Test("another person's request is no obstacle")
    func others() async throws {
        try await bench { (bench) async throws in
            let ben = ScriptedDirectory.User(id: ScriptedDirectory.boss, name: "ben@contoso.example")
            bench.directory.change { $0.users.append(ben) }
            bench.instance.change("sc_req_item", where: "sys_id", is: Self.otherID.description) { row in
                row["requested_for.user_name"] = "ben@contoso.example"
                row["requested_for"] = "a1000000000000000000000000000002"
            }
            _ = try await bench.validated()
            #expect(try await !isBlocked(bench))
        }
    }

    @Test(
        "of two conflicting requests that are decided at the same moment, by two processes, one passes",
        .timeLimit(.minutes(2)))
    func atOnce() async throws {
        for _ in 1...12 {
            try await bench { (bench) async throws in
                let other = Bench(
                    instance: bench.instance, directory: bench.directory, servers: bench.servers,
                    handler: bench.under().handler, log: bench.log)
                async let one = bench.decided()
                async let two = other.decided(Self.otherTicket)
                let types = [try await one.type, try await two.type]
                #expect(Set(types) == [.requestValidated, .requestBlocked])
            }
        }
    }

    @Test("the person's turn is kept until the decision is committed", .timeLimit(.minutes(1)))
    func turn() async throws {
        try await bench { (bench) async throws in
            let store = bench.handler.store
            let policy = try await bench.handler.policies.inForce()
            // Ten decisions, each of which would pass by itself: each sees all that came before it.
            let outcomes = try await withThrowingTaskGroup(of: Bool.self) { tasks in
                for number in 1...10 {
                    tasks.addTask {
                        let ritm = RITMNumber("RITM002000\(number - 1)")!
                        let plan = try Samples.plan(ritm: ritm, groups: [Samples.group])
                        let record = DecisionRecord(ticket: Self.record(plan.ticket), directory: nil, at: Samples.at)
                        let fact = try await store.record(
                            for: ritm, of: Samples.user, against: [Samples.group], at: Samples.at,
                            by: policy
                        ) { onTheWay in
                            let fact: Fact =
                                onTheWay.isEmpty
                                ? .requestValidated(RequestValidated(plan: plan, ticketApprovals: []))
                                : .requestBlocked(
                                    RequestBlocked(
                                        ticket: plan.ticket, failure: Failure(.policyConflict, "x"), owner: nil))
                            return Decision(event: Samples.event(fact), record: record)
                        }
                        return fact.type == .requestValidated
                    }
                }
                return try await tasks.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 } == 1)
        }
    }

    private static func record(_ ticket: Ticket) -> TicketRecord {
        TicketRecord(
            ticket: ticket, isActive: true, state: "1", approval: "approved", catalogItem: nil, requestedFor: nil,
            openedBy: nil, variables: nil, approvals: [])
    }
}
