import Domain
import Foundation
import TestSupport
import Testing

@testable import Auditor
@testable import ServiceNow

@Suite("Whether a write without an outcome has arrived")
struct EarlierWriteTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var writesState = true
        var countBefore: Int?
        var state = "2"
        var note = JournalReading.unknown
        /// Until the call can have no effect any more.
        var time: Duration?
        var expected: EarlierWrite
    }

    /// A ticket that was updated 7 times.
    private func item(state: String, isActive: Bool = true) throws -> RequestItem {
        let fields = [
            "sys_id": "\(Samples.sysID)", "number": "\(Samples.ritm)", "state": state, "active": "\(isActive)",
            "approval": "approved", "sys_mod_count": "7",
        ]
        return try RequestItem(JSONDecoder().decode(TableRecord.self, from: JSONEncoder().encode(fields)))
    }

    @Test(
        "is judged by the record's count, then by the note, then by the state",
        arguments: [
            Scenario(testDescription: "unchanged count", countBefore: 7, expected: .didNotArrive),
            Scenario(
                testDescription: "unchanged count beats a note", countBefore: 7, note: .present,
                expected: .didNotArrive),
            Scenario(testDescription: "the note is there", countBefore: 6, note: .present, expected: .arrived),
            Scenario(testDescription: "the note is not there", countBefore: 6, note: .absent, expected: .didNotArrive),
            Scenario(
                testDescription: "unchanged count, and the call may still come", countBefore: 7, time: .seconds(5),
                expected: .mayStillCome(within: .seconds(5))),
            Scenario(
                testDescription: "the note is not there, and may still come", countBefore: 6, note: .absent,
                time: .seconds(5), expected: .mayStillCome(within: .seconds(5))),
            Scenario(
                testDescription: "the note is there, whatever may still come", countBefore: 6, note: .present,
                time: .seconds(5), expected: .arrived),
            Scenario(testDescription: "no count, note there", note: .present, expected: .arrived),
            Scenario(
                testDescription: "journal unread, state as written", countBefore: 6, state: "3", expected: .arrived),
            Scenario(testDescription: "journal unread, another state", countBefore: 6, expected: .unknown),
            Scenario(
                testDescription: "journal unread, no state written", writesState: false, countBefore: 6, state: "3",
                expected: .unknown),
        ])
    func judge(scenario: Scenario) throws {
        let plan = try Samples.plan()
        let fact: Fact =
            scenario.writesState
            ? .runLanded(Samples.ended(plan, states: [.verified])) : .approvalRequested(ApprovalRequested(plan: plan))
        let write = try #require(try TicketWrite(telling: Samples.event(fact)))
        #expect(
            EarlierWrite.judge(
                write, countBefore: scenario.countBefore, item: try item(state: scenario.state), note: scenario.note,
                effectWithin: scenario.time)
                == scenario.expected)
    }

    @Test("is not asked of a ticket that was closed after it: what it wrote is no longer to be seen there")
    func overtaken() throws {
        let plan = try Samples.plan()
        let started = try #require(
            try TicketWrite(
                telling: Samples.event(.runStarted(RunStarted(plan: plan, approval: Samples.approval(of: plan))))))
        func judge(_ write: TicketWrite, state: String, isActive: Bool) throws -> EarlierWrite {
            EarlierWrite.judge(
                write, countBefore: 6, item: try item(state: state, isActive: isActive), note: .present,
                effectWithin: nil)
        }
        #expect(try judge(started, state: "3", isActive: false) == .overtaken)
        #expect(try judge(started, state: "1", isActive: true) == .arrived)
        let landed = try #require(
            try TicketWrite(telling: Samples.event(.runLanded(Samples.ended(plan, states: [.verified])))))
        #expect(try judge(landed, state: "4", isActive: false) == .arrived)
        // Closed with a state that has no name, and a write that sets none: neither is known, which doesn't make them the same.
        let waiting = try #require(
            try TicketWrite(telling: Samples.event(.approvalRequested(ApprovalRequested(plan: plan)))))
        #expect(try judge(waiting, state: "99", isActive: false) == .overtaken)
    }

    @Test("is never overtaken by the closing where it tells of the end of an access: that comes after it")
    func afterwards() throws {
        let plan = try Samples.plan(until: Samples.at)
        let ending = AccessEnding(
            ticket: Samples.ticket, run: plan.run, beneficiary: Samples.person,
            removal: PlannedOperation(key: Samples.key().opposite, entitlement: "e", groupName: "g"),
            endsAt: Samples.at)
        let write = try #require(try TicketWrite(telling: Samples.event(.accessEnding(ending))))
        let closed = try item(state: "3", isActive: false)
        #expect(EarlierWrite.judge(write, countBefore: 6, item: closed, note: .present, effectWithin: nil) == .arrived)
        #expect(
            EarlierWrite.judge(write, countBefore: 6, item: closed, note: .absent, effectWithin: nil) == .didNotArrive)
        #expect(EarlierWrite.judge(write, countBefore: 6, item: closed, note: .unknown, effectWithin: nil) == .unknown)
    }

    @Test("of the item says nothing by its state where a flow closes it: then the note alone tells")
    func byTask() throws {
        let plan = try Samples.plan(fulfilment: .task)
        let write = try #require(
            try TicketWrite(telling: Samples.event(.runLanded(Samples.ended(plan, states: [.verified])))))
        let closed = try item(state: "3", isActive: false)
        #expect(EarlierWrite.judge(write, countBefore: 6, item: closed, note: .unknown, effectWithin: nil) == .unknown)
        #expect(EarlierWrite.judge(write, countBefore: 6, item: closed, note: .present, effectWithin: nil) == .arrived)
        #expect(
            EarlierWrite.judge(write, countBefore: 6, item: closed, note: .absent, effectWithin: nil) == .didNotArrive)
    }

    @Test(
        "of a catalogue task is judged in the same way",
        arguments: [
            (7, "3", JournalReading.unknown, EarlierWrite.didNotArrive), (6, "1", .present, .arrived),
            (6, "3", .absent, .didNotArrive), (6, "3", .unknown, .arrived), (6, "1", .unknown, .unknown),
        ])
    func ofTask(countBefore: Int, state: String, note: JournalReading, expected: EarlierWrite) throws {
        let fields = [
            "sys_id": "f1", "number": "SCTASK0010001", "request_item": "\(Samples.sysID)", "state": state,
            "active": "true", "sys_mod_count": "7",
        ]
        let record = try JSONDecoder().decode(TableRecord.self, from: JSONEncoder().encode(fields))
        let task = try CatalogTask(record, .init())
        for time in [nil, Duration.seconds(3)] {
            let judgement = EarlierWrite.judge(
                setting: .closedComplete, countBefore: countBefore, task: task, note: note, effectWithin: time)
            #expect(
                judgement
                    == (expected == .didNotArrive ? time.map { .mayStillCome(within: $0) } ?? expected : expected))
        }
    }
}
