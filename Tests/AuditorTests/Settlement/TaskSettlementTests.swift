import Domain
import Fleet
import Foundation
import OrderedCollections
import ServiceNow
import SimulatorKit
import TestSupport
import Testing

@testable import Auditor

@Suite("A ticket that a flow closes when its catalogue task is closed", .serialized, .timeLimit(.minutes(3)))
struct TaskSettlementTests {
    private static func isFulfilled(_ outcome: StageOutcome) -> Bool {
        guard case .done(let emissions) = outcome else { return false }
        return emissions.map(\.fact.type) == [.ticketFulfilled]
    }

    private static func count(_ notes: [String], of event: Event) -> Int {
        notes.count { $0.contains("[landfall:\(event.id.uuidString.lowercased())]") }
    }

    /// The task and the ticket are closed, and each says so once.
    private static func expectClosedOnce(_ bench: TaskBench) throws {
        let (task, item) = (try bench.task, try bench.item)
        #expect(task["state"] == "3" && item["state"] == "3")
        #expect(count(task.notes, of: bench.landed) == 1)
        #expect(count(item.notes, of: bench.landed) == 1)
        #expect(bench.writes(to: "sc_task") == 1 && bench.writes(to: "sc_req_item") == 1)
    }

    @Test("is fulfilled by closing the task, and gets its note; told again, nothing is written again")
    func lands() async throws {
        try await TaskBench.with { (bench) async throws in
            for _ in 0..<2 {
                let outcome = try await bench.settle()
                guard case .done(let emissions) = outcome, case .ticketFulfilled(let update)? = emissions.first?.fact
                else {
                    Issue.record("\(outcome)")
                    return
                }
                #expect(update.task?.number == (try bench.task["number"]))
                #expect(update.task?.correlation?.requestID != nil)
                try Self.expectClosedOnce(bench)
            }
            let task = try bench.task
            #expect(task["close_notes"].contains("Fulfilled: every change was read back"))
            // The flow has closed it, not Landfall.
            let closing = bench.instance.simulator.environment.journal.entries.first {
                $0.details["table"] == "sc_req_item" && $0.details["cause"] == "flow: Close item"
            }
            #expect(closing != nil)
        }
    }

    @Test(
        "is closed once, whatever call is lost, and whether it had its effect or not",
        arguments: [
            ("PATCH", "sc_task"), ("PATCH", "sc_req_item"), ("GET", "sc_task/"), ("GET", "sc_task$"),
            ("GET", "sc_req_item"),
        ], ["before", "after"])
    func lostReplies(call: (method: String, path: String), close: String) async throws {
        try await TaskBench.with { (bench) async throws in
            for nth in [1, 2] {
                try bench.misbehave(call.method, call.path, nth: .integer(nth), ["close": .string(close)])
                _ = try await bench.failure()
            }
            try bench.instance.behave()
            #expect(Self.isFulfilled(try await bench.settle()))
            try Self.expectClosedOnce(bench)
        }
    }

    @Test(
        "isn't closed again while a call whose answer was lost may still come; one that was turned away is made at once"
    )
    func lateCall() async throws {
        try await TaskBench.with { (bench) async throws in
            let handler = bench.handler(lateness: .seconds(65))
            try bench.misbehave("PATCH", "sc_task", nth: .integer(1), ["close": "before"])
            await #expect(throws: Failure.self) { try await bench.settle(by: handler) }
            try bench.instance.behave()
            guard case .later(let wait, _) = try await bench.settle(by: handler) else {
                Issue.record("it has to be waited for")
                return
            }
            #expect(wait > .seconds(30) && wait <= .seconds(65) && bench.writes(to: "sc_task") == 0)
        }
        try await TaskBench.with { (bench) async throws in
            let handler = bench.handler(lateness: .seconds(65))
            try bench.misbehave("PATCH", "sc_task", nth: .integer(1), ["status": 429])
            await #expect(throws: Failure.self) { try await bench.settle(by: handler) }
            try bench.instance.behave()
            #expect(Self.isFulfilled(try await bench.settle(by: handler)))
            try Self.expectClosedOnce(bench)
        }
    }

    @Test("is waited for while its flow hasn't closed it, and the task isn't closed again")
    func slowFlow() async throws {
        try await TaskBench.with(flow: ["outcome": "stuck"]) { (bench) async throws in
            for _ in 0..<3 { #expect(try await bench.settle() == .later(.seconds(1))) }
            #expect(bench.writes(to: "sc_task") == 1 && bench.writes(to: "sc_req_item") == 0)
            try await bench.waited(.seconds(20))
            #expect(try await bench.settle() == .later(.seconds(5)))
            try bench.change("sc_req_item", bench.item, ["state": "3"])
            #expect(Self.isFulfilled(try await bench.settle()))
            try Self.expectClosedOnce(bench)
        }
    }

    @Test("that its flow never closes is not said to be fulfilled: a person hears of it")
    func neverFollows() async throws {
        try await TaskBench.with(flow: ["outcome": "stuck"]) { (bench) async throws in
            #expect(try await bench.settle() == .later(.seconds(1)))
            try await bench.waited(.seconds(600))
            let failure = try await bench.failure()
            #expect(failure?.reason == .serviceNowItemNotFollowed)
            #expect(failure?.detail.contains("is still open with state 1, after 60") == true)
            // A dead letter that is tried again, after somebody has seen to it.
            try bench.change("sc_req_item", bench.item, ["state": "3"])
            #expect(Self.isFulfilled(try await bench.settle()))
            try Self.expectClosedOnce(bench)
        }
    }

    @Test("that was closed otherwise, after its task was closed, is not said to be fulfilled")
    func closedOtherwise() async throws {
        try await TaskBench.with(flow: ["outcome": "stuck"]) { (bench) async throws in
            #expect(try await bench.settle() == .later(.seconds(1)))
            try bench.change("sc_req_item", bench.item, ["state": "4"])
            let failure = try await bench.failure()
            #expect(failure?.reason == .serviceNowItemNotFollowed)
            #expect(failure?.detail.contains("was closed with state 4") == true)
            #expect(try Self.count(bench.item.notes, of: bench.landed) == 0)
        }
    }

    @Test("whose flow makes complete of incomplete is noticed")
    func madeComplete() async throws {
        try await TaskBench.with(flow: ["outcome": "complete"]) { (bench) async throws in
            var write = try #require(try TicketWrite(telling: bench.landed))
            write.state = .closedIncomplete
            let item = try #require(try await bench.instance.client.requestItem(Samples.sysID))
            let outcome = try await bench.handler().settler.tasks.settle(
                write, closing: .closedIncomplete, item, trace: Samples.trace)
            guard case .notApplied(let failure) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(failure.reason == .serviceNowItemNotFollowed)
            #expect(try bench.task["state"] == "4" && bench.item["state"] == "3")
        }
    }

    @Test("without a task is waited for, and then told to a person; a task that comes meanwhile is closed")
    func noTask() async throws {
        try await TaskBench.with(flow: nil) { (bench) async throws in
            #expect(try await bench.settle() == .later(.seconds(1)))
            try await bench.waited(.seconds(600))
            #expect(try await bench.failure()?.reason == .serviceNowTaskMissing)
            #expect(bench.writes(to: "sc_req_item") == 0)
            try bench.makeTask()
            // The time that it took to come is not taken off the time for the ticket to follow.
            #expect(try await bench.settle() == .later(.seconds(1)))
            #expect(try bench.task["state"] == "3")
        }
    }

    @Test("with several open tasks stays as it is, and so do they")
    func severalTasks() async throws {
        try await TaskBench.with { (bench) async throws in
            try bench.makeTask()
            let failure = try await bench.failure()
            #expect(failure?.reason == .serviceNowTaskAmbiguous)
            for task in bench.instance.records(of: "sc_task") {
                #expect(task["state"] == "1")
                #expect(failure?.detail.contains(task["number"]) == true)
            }
            #expect(bench.writes(to: "sc_task") == 0 && bench.writes(to: "sc_req_item") == 0)
        }
    }

    @Test("whose task was closed by a person beside another one: the open one is closed")
    func oneOfTwo() async throws {
        try await TaskBench.with { (bench) async throws in
            try bench.makeTask()
            try bench.change("sc_task", bench.instance.records(of: "sc_task")[0], ["state": "3"])
            #expect(Self.isFulfilled(try await bench.settle()))
            #expect(bench.instance.records(of: "sc_task").map { Self.count($0.notes, of: bench.landed) } == [0, 1])
        }
    }

    @Test("whose tasks may not be read is not taken for one without tasks")
    func hiddenTasks() async throws {
        try await TaskBench.with(rules: ["acl": [["table": "sc_task"]]]) { (bench) async throws in
            #expect(try await bench.failure()?.reason == .serviceNowForbidden)
        }
    }

    @Test("whose task doesn't take the state is told to a person, with one note on the task")
    func droppedState() async throws {
        let rule: JSONValue = ["table": "sc_task", "operation": "write", "fields": ["state"]]
        try await TaskBench.with(rules: ["acl": [rule]]) { (bench) async throws in
            for _ in 0..<2 {
                let failure = try await bench.failure()
                #expect(failure?.reason == .serviceNowNotApplied)
                #expect(failure?.detail.contains("shows state 1, written was 3") == true)
            }
            #expect(bench.writes(to: "sc_task") == 1 && bench.writes(to: "sc_req_item") == 0)
        }
    }

    @Test(
        "whose task's notes may not be read is judged by the task's state; where that says nothing, it isn't written again"
    )
    func unreadableNotes() async throws {
        let hidden: JSONValue = ["table": "sc_task", "fields": ["work_notes"]]
        try await TaskBench.with(rules: ["acl": [hidden]]) { (bench) async throws in
            try bench.misbehave("PATCH", "sc_task", ["close": "after"])
            #expect(try await bench.failure()?.reason == .serviceNowReplyLost)
            #expect(Self.isFulfilled(try await bench.settle()))
            try Self.expectClosedOnce(bench)
        }
        let dropped: JSONValue = ["table": "sc_task", "operation": "write", "fields": ["state"]]
        try await TaskBench.with(rules: ["acl": [hidden, dropped]]) { (bench) async throws in
            try bench.misbehave("PATCH", "sc_task", ["close": "after"])
            for _ in 0..<3 { #expect(try await bench.failure()?.reason == .serviceNowReplyLost) }
            #expect(bench.writes(to: "sc_task") == 1)
        }
    }

    @Test("whose task a person closed otherwise, before the call came, leaves it so")
    func taskClosedOtherwise() async throws {
        try await TaskBench.with(flow: ["outcome": "stuck"]) { (bench) async throws in
            try bench.misbehave("PATCH", "sc_task", ["close": "before"])
            #expect(try await bench.failure()?.reason == .serviceNowReplyLost)
            try bench.change("sc_task", bench.task, ["state": "4", "work_notes": "not needed"])
            #expect(try await bench.failure()?.reason == .serviceNowTaskMissing)
            #expect(try bench.task["state"] == "4" && bench.task.notes == ["not needed"])
        }
    }

    @Test("that a person has closed is left as it is: with its note where it is complete, else a person hears of it")
    func closedBefore() async throws {
        try await TaskBench.with { (bench) async throws in
            try bench.change("sc_req_item", bench.item, ["state": "3"])
            #expect(Self.isFulfilled(try await bench.settle()))
            #expect(try Self.count(bench.item.notes, of: bench.landed) == 1)
            #expect(bench.writes(to: "sc_task") == 0)
        }
        try await TaskBench.with { (bench) async throws in
            try bench.change("sc_req_item", bench.item, ["state": "4"])
            #expect(try await bench.failure()?.reason == .serviceNowItemClosed)
            #expect(bench.writes(to: "sc_task") == 0 && bench.writes(to: "sc_req_item") == 0)
        }
    }

    @Test("counts an outage as a short wait: while nobody looks, nothing is overdue")
    func outage() async throws {
        try await TaskBench.with(flow: ["outcome": "stuck"]) { (bench) async throws in
            #expect(try await bench.settle() == .later(.seconds(1)))
            try await bench.waited(.zero, lookedAgo: .seconds(7200))
            #expect(try await bench.settle() == .later(.seconds(30)))
            #expect(try await bench.settle() == .later(.seconds(30)))
        }
    }

    @Test("isn't set to any state while the instance doesn't offer it")
    func refusedStates() async throws {
        try await TaskBench.with { (bench) async throws in
            let handler = bench.handler(obstacle: "LANDFALL_SERVICENOW_STATES: closed_complete=30 is not offered")
            #expect(try await bench.settle(by: handler) == .later(.seconds(30)))
            #expect(bench.writes(to: "sc_task") == 0 && bench.writes(to: "sc_req_item") == 0)
        }
    }

    @Test("is closed once by several processes, whatever gets lost on the way")
    func weather() async throws {
        let weather: [JSONValue] = [
            ("PATCH", 0.2, ["close": "after"]), ("PATCH", 0.2, ["close": "before"]), ("PATCH", 0.1, ["status": 202]),
            ("PATCH", 0.1, ["status": 500, "after_effect": true]), ("GET", 0.1, ["status": 503]),
            ("GET", 0.05, ["status": 429]),
        ].enumerated().map { index, fault in
            [
                "match": ["method": .string(fault.0), "path": "^/api/now/table/sc_"],
                "probability": .number(fault.1), "seed": .integer(index + 1), "act": fault.2,
            ]
        }
        try await TaskBench.with { (bench) async throws in
            var landings = [bench.landed]
            for number in 2...12 {
                let ticket = Ticket(
                    sysID: try #require(SysID("c00000000000000000000000000001\(number + 10)")),
                    number: try #require(RITMNumber("RITM00300\(number + 10)")))
                try bench.order(ticket.sysID, ticket.number)
                landings.append(try TaskBench.landing(ticket))
            }
            try bench.instance.simulator.environment.faults.replaceRules(.array(weather))
            let handlers = [bench.handler(), bench.handler()]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for landing in landings {
                    for handler in handlers {
                        group.addTask { try await Self.settle(landing, by: handler, bench) }
                    }
                }
                try await group.waitForAll()
            }
            let (items, tasks) = (bench.instance.records(of: "sc_req_item"), bench.instance.records(of: "sc_task"))
            #expect(items.count == landings.count && tasks.count == landings.count)
            for record in items + tasks { #expect(record["state"] == "3") }
            for landing in landings {
                #expect(items.map { Self.count($0.notes, of: landing) }.reduce(0, +) == 1)
                #expect(tasks.map { Self.count($0.notes, of: landing) }.reduce(0, +) == 1)
            }
        }
    }

    /// Tries until it is fulfilled, as a stage would.
    private static func settle(_ event: Event, by handler: SettlementHandler, _ bench: TaskBench) async throws {
        for _ in 0..<500 {
            do {
                if isFulfilled(try await bench.settle(event, by: handler)) { return }
            } catch let failure as Failure where failure.reason.kind != .permanent {
                continue
            }
        }
        throw NeverHappened(what: "the fulfilment of \(event.ritm)")
    }
}

@Suite("How long a flow is waited for")
struct FollowPatienceTests {
    @Test("Looks are close at first, and end with the limit")
    func pauses() {
        let patience = FollowPatience(limit: .seconds(600))
        let expected: [(Int, Duration?)] = [
            (0, .seconds(1)), (9, .seconds(1)), (10, .seconds(5)), (59, .seconds(5)), (60, .seconds(30)),
            (599, .seconds(30)), (600, nil), (4000, nil),
        ]
        for (waited, pause) in expected { #expect(patience.pause(after: .seconds(waited)) == pause) }
        #expect(FollowPatience(limit: .zero).pause(after: .zero) == nil)
    }
}
