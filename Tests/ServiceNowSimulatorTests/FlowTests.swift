import OrderedCollections
import SimulatorKit
import Testing

@testable import ServiceNowSimulator

@Suite("The flow of a catalogue item")
struct FlowTests {
    private static func flow(_ more: JSONObject) -> JSONObject {
        var flow: JSONObject = ["cat_item": .string(Desk.accessWithTask)]
        flow.merge(more) { $1 }
        return ["flows": [.object(flow)]]
    }

    private static func task(of item: String, _ desk: Desk) -> String? {
        desk.instance.database.places(in: "sc_task", where: "request_item", is: item).first.map {
            desk.instance.database.value("sys_id", of: $0)
        }
    }

    @Test("makes a task on approval, and closes the item when that is closed")
    func closesOnTask() throws {
        var desk = try Desk()
        let item = try desk.order(Desk.accessWithTask)
        #expect(Self.task(of: item, desk) == nil)
        _ = try desk.instance.decide(item, "approved", approver: nil, now: GlideDateTime(desk.now))
        let task = try #require(Self.task(of: item, desk))
        #expect(desk.value("state", "sc_req_item", item) == "1")
        #expect(desk.patch("sc_task", task, ["state": "2"]).status == 200)
        #expect(desk.value("state", "sc_req_item", item) == "1")
        _ = desk.patch("sc_task", task, ["state": "3"])
        #expect(desk.value("state", "sc_req_item", item) == "3")
        #expect(desk.value("active", "sc_req_item", item) == "false")
    }

    @Test(
        "ends as it was built to end",
        arguments: [(FlowRule.Outcome.complete, "3"), (.mirror, "4"), (.stuck, "1")])
    func outcomes(outcome: FlowRule.Outcome, state: String) throws {
        var desk = try Desk(rules: Self.flow(["outcome": .string(outcome.rawValue)]))
        let item = try desk.order(Desk.accessWithTask, isApproved: true)
        let task = try #require(Self.task(of: item, desk))
        _ = desk.patch("sc_task", task, ["state": "4"])
        #expect(desk.value("state", "sc_req_item", item) == state)
    }

    @Test("isn't started by an approval that was written on the item itself")
    func writtenApproval() throws {
        var desk = try Desk()
        let item = try desk.order(Desk.accessWithTask)
        _ = desk.patch("sc_req_item", item, ["approval": "approved"])
        #expect(desk.value("approval", "sc_req_item", item) == "approved")
        #expect(Self.task(of: item, desk) == nil)
    }

    @Test("lets its item be closed over an open task, puts it back, or refuses, as the instance is set up")
    func earlyClose() throws {
        var allowing = try Desk()
        let first = try allowing.order(Desk.accessWithTask, isApproved: true)
        #expect(allowing.patch("sc_req_item", first, ["state": "3"]).result["state"] == "3")
        #expect(allowing.instance.hasOpenTasks(first))

        var reverting = try Desk(rules: Self.flow(["early_close": "revert"]))
        let second = try reverting.order(Desk.accessWithTask, isApproved: true)
        let answer = reverting.patch("sc_req_item", second, ["state": "3", "work_notes": "done"])
        #expect(answer.status == 200)
        #expect(answer.result["state"] == "1")

        var aborting = try Desk(rules: [
            "abort": [
                [
                    "table": "sc_req_item", "name": "Tasks first", "sys_id": "cd34", "when": "stateIN3,4,7",
                    "while_tasks_are_open": true,
                ]
            ]
        ])
        let third = try aborting.order(Desk.accessWithTask, isApproved: true)
        #expect(aborting.patch("sc_req_item", third, ["state": "3"]).status == 403)
    }
}
