import Domain
import SimulatorKit
import Testing

@testable import Executor

/// Orders that somebody gets in the way of while they are carried out.
enum MidRun {
    enum Moment: CaseIterable, CustomTestStringConvertible {
        case beforeTheFirstCall
        case duringTheLastCall

        var testDescription: String {
            self == .beforeTheFirstCall ? "before the first call" : "during the last call"
        }

        fileprivate var number: Int { self == .beforeTheFirstCall ? 0 : 1 }
    }

    static func groupDeleted(_ moment: Moment) throws -> Order { try Order(1 + moment.number, groups: 2) }
    static func personDisabled(_ moment: Moment) throws -> Order { try Order(11 + moment.number, groups: 2) }
    static func personDeleted(_ moment: Moment) throws -> Order { try Order(21 + moment.number, groups: 2) }
    static func deletedAfterwards() throws -> Order { try Order(31) }
    static func deletedOnTheWayBack() throws -> Order { try Order(41, groups: 2) }

    static func orders() throws -> [Order] {
        try Moment.allCases.flatMap { [try groupDeleted($0), try personDisabled($0), try personDeleted($0)] }
            + [deletedAfterwards(), deletedOnTheWayBack()]
    }

    static func faults() throws -> [FaultRuleText] {
        let slow = try [
            groupDeleted(.duringTheLastCall), personDisabled(.duringTheLastCall), personDeleted(.duringTheLastCall),
        ]
        return slow.map { FaultRuleText.write($0, 1, nth: 1, ["delay_ms": 600]) }
            + [
                // Reads show nothing yet, so that there is time.
                .read(try deletedAfterwards(), nth: 2, ["delay_ms": 600]),
                .write(try deletedOnTheWayBack(), 1, nth: 1, ["delay_ms": 600, "status": 403]),
                FaultRuleText(
                    "DELETE", "^/v1\\.0/groups/\(try deletedOnTheWayBack().groups[0])/members/", nth: 1,
                    ["delay_ms": 600]),
            ]
    }
}

@Suite(
    "Somebody changes Entra in mid-run",
    SharedBench(orders: MidRun.orders, faults: MidRun.faults, dead: 1), .timeLimit(.minutes(2)))
struct MidRunTests {
    /// Has it happen at that moment of the order's run.
    private func carryOut(
        _ order: Order, _ moment: MidRun.Moment, _ happening: (SimulatedEntra) async throws -> Void
    ) async throws -> Bench {
        let bench = try SharedBench.current
        switch moment {
        case .beforeTheFirstCall:
            try await happening(bench.entra)
            try await bench.approve(order)
        case .duringTheLastCall:
            try await bench.approve(order)
            try await bench.entra.underWay("POST", about: order.groups[1])
            try await happening(bench.entra)
        }
        return bench
    }

    @Test(
        "The group is deleted: what the run has changed is taken back, and it says why",
        arguments: MidRun.Moment.allCases)
    func groupDeleted(moment: MidRun.Moment) async throws {
        let order = try MidRun.groupDeleted(moment)
        let bench = try await carryOut(order, moment) { try await $0.deleteGroup(order.groups[1]) }
        try await bench.stated(.runReverted, of: order)
        // The first group is changed before anybody looks at the second.
        bench.expect(order, [order.writes[0], order.writes[0].reversed], ends: .runReverted)
        #expect(bench.witness.failures(of: order) == [.directoryGroupMissing])
    }

    @Test("The person is disabled: Entra takes the change, and it lands once", arguments: MidRun.Moment.allCases)
    func personDisabled(moment: MidRun.Moment) async throws {
        let order = try MidRun.personDisabled(moment)
        let bench = try await carryOut(order, moment) { try await $0.disable(order.person.id) }
        try await bench.stated(.runLanded, of: order)
        bench.expectLanded(order)
    }

    @Test("The person is deleted: nothing is written any more, and it says why", arguments: MidRun.Moment.allCases)
    func personDeleted(moment: MidRun.Moment) async throws {
        let order = try MidRun.personDeleted(moment)
        let bench = try await carryOut(order, moment) { try await $0.deletePerson(order.person.id) }
        try await bench.stated(.runReverted, of: order)
        // The first membership went with the person.
        bench.expect(order, moment == .beforeTheFirstCall ? [] : [order.writes[0]], ends: .runReverted)
        #expect(bench.witness.failures(of: order) == [.directoryUserMissing])
    }

    @Test("The group is deleted before the change is read back: it never lands, and a person gets to know")
    func deletedAfterwards() async throws {
        let order = try MidRun.deletedAfterwards()
        let bench = try SharedBench.current
        try await bench.approve(order)
        try await bench.entra.underWay("GET", about: order.groups[0])
        try await bench.stated(.operationApplied, of: order)
        try await bench.entra.deleteGroup(order.groups[0])
        try await bench.stated(.messageDeadLettered, of: order)
        bench.expect(order, order.writes, ends: nil)
        let told = bench.witness.facts(of: order).compactMap { fact in
            if case .messageDeadLettered(let dead) = fact { dead.failure.reason } else { nil }
        }
        #expect(told == [.directoryGroupMissing])
    }

    @Test("The group is deleted while the change is taken back: the run is stuck, and says with what")
    func deletedOnTheWayBack() async throws {
        let order = try MidRun.deletedOnTheWayBack()
        let bench = try SharedBench.current
        try await bench.approve(order)
        try await bench.entra.underWay("DELETE", about: order.groups[0])
        try await bench.entra.deleteGroup(order.groups[0])
        try await bench.stated(.runStuck, of: order)
        // A deleted group can be restored, with its members: so it isn't said to be undone.
        bench.expect(order, [order.writes[0]], ends: .runStuck)
        #expect(bench.witness.failures(of: order) == [.graphForbidden, .directoryGroupMissing])
    }
}
