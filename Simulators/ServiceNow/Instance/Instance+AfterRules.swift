/// Business rules and flows that run after a record was written.
extension Instance {
    mutating func runAfterRules(_ draft: Draft, _ place: Database.Place, _ context: WriteContext) {
        guard context.depth < WriteContext.maximumDepth else { return }
        switch draft.table {
        case "sysapproval_approver":
            if draft.isNew || draft.changes("state") { rollUpApproval(of: draft["sysapproval"], context) }
        case "sc_req_item":
            if draft.becomes("approval", "approved") { itemWasApproved(draft, context) }
            if draft.changes("approval", to: "rejected") { itemWasRejected(draft, place, context) }
            if draft.changes("active", to: "false") { itemWasClosed(draft, context) }
        case "sc_task":
            if draft.changes("active", to: "false") { taskWasClosed(draft, context) }
        default: break
        }
    }

    /// Writes on the platform's own account; no rule of the seed can refuse that.
    mutating func platformUpdate(
        _ place: Database.Place, _ values: [String: String], _ context: WriteContext, cause: String
    ) {
        try? update(place, values, context.platform(cause))
    }

    private mutating func itemWasApproved(_ draft: Draft, _ context: WriteContext) {
        post(WebhookNotice(table: draft.table, sysID: draft["sys_id"], number: draft["number"]))
        startFlow(of: draft, context)
    }

    private mutating func itemWasRejected(_ draft: Draft, _ place: Database.Place, _ context: WriteContext) {
        guard rules.approval.rejectionCloses, draft["upon_reject"] == "cancel" else { return }
        platformUpdate(place, ["state": TaskState.closedIncomplete], context, cause: "rule: Cancel rejected item")
    }

    private mutating func itemWasClosed(_ draft: Draft, _ context: WriteContext) {
        mootApprovals(of: draft["sys_id"], context)
        guard rules.requestFollowsItems, let request = database.find("sc_request", draft["request"]) else { return }
        let items = database.places(in: "sc_req_item", where: "request", is: draft["request"])
        guard items.allSatisfy({ database.value("active", of: $0) == "false" }) else { return }
        let states = Set(items.map { database.value("state", of: $0) })
        let state =
            states.contains(TaskState.closedIncomplete)
            ? TaskState.closedIncomplete : states.count == 1 ? draft["state"] : TaskState.closedComplete
        platformUpdate(
            request,
            [
                "state": state,
                "request_state": state == TaskState.closedComplete ? "closed_complete" : "closed_incomplete",
                "stage": state == TaskState.closedComplete ? "closed_complete" : "closed_incomplete",
            ], context, cause: "rule: Close request")
    }
}
