/// Flows of catalogue items.
extension Instance {
    func flow(for item: String) -> FlowRule? {
        rules.flows.first { $0.item == item } ?? rules.flows.first { $0.item == "*" }
    }

    func hasOpenTasks(_ item: String) -> Bool {
        database.places(in: "sc_task", where: "request_item", is: item)
            .contains { database.value("active", of: $0) == "true" }
    }

    /// The flow goes on when its approver rows say so. An approval that somebody wrote on the item itself isn't what it
    /// waits for.
    mutating func startFlow(of draft: Draft, _ context: WriteContext) {
        guard let flow = flow(for: draft["cat_item"]) else { return }
        let states = approvers(of: draft["sys_id"]).map { database.value("state", of: $0) }
        guard states.isEmpty || rules.approval.approval(of: states) == "approved" else { return }
        // A flow refused by no rule: the platform's own writes pass them all.
        _ = try? insert(
            "sc_task",
            [
                "short_description": flow.taskDescription, "request_item": draft["sys_id"],
                "request": draft["request"], "parent": draft["sys_id"], "assignment_group": flow.assignmentGroup,
                "state": "1",
            ], context.platform("flow: Create Catalog Task"))
    }

    mutating func taskWasClosed(_ draft: Draft, _ context: WriteContext) {
        guard let item = database.find("sc_req_item", draft["request_item"]),
            let flow = flow(for: database.value("cat_item", of: item)), flow.outcome != .stuck,
            database.value("active", of: item) == "true", !hasOpenTasks(draft["request_item"])
        else { return }
        let state = flow.outcome == .mirror ? draft["state"] : TaskState.closedComplete
        platformUpdate(item, ["state": state], context, cause: "flow: Close item")
    }
}
