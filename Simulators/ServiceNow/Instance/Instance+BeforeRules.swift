/// Business rules that run before a record is written, in the order that the platform gives them.
extension Instance {
    func runBeforeRules(_ draft: inout Draft, _ context: WriteContext) throws(Refusal) {
        guard draft.has("state"), draft.has("active") else { return }
        if draft.table == "incident" { try prepareIncident(&draft, context) }
        manageActive(&draft)
        keepOpen(&draft, context)
        try runAborts(draft, context)
        markClosed(&draft, context)
        closeTask(&draft)
        if draft.changes("approval") || draft.becomes("approval", "approved") {
            draft["approval_set"] = context.now.text
        }
        setStage(&draft)
    }

    /// "Task Active State Management" (order 50): a record that leaves a closed state is active again.
    private func manageActive(_ draft: inout Draft) {
        guard draft.changes("state"), TaskState.isClosed(draft.old("state"), table: draft.table),
            !TaskState.isClosed(draft["state"], table: draft.table)
        else { return }
        draft["active"] = "true"
        draft["closed_at"] = ""
        draft["closed_by"] = ""
    }

    /// "mark closed" (order 800): a closed state makes the record inactive.
    private func markClosed(_ draft: inout Draft, _ context: WriteContext) {
        guard draft.isNew || draft.changes("state"), TaskState.isClosed(draft["state"], table: draft.table) else {
            return
        }
        draft["active"] = "false"
        if draft["closed_at"].isEmpty { draft["closed_at"] = context.now.text }
        if draft["closed_by"].isEmpty { draft["closed_by"] = context.caller.userID }
    }

    /// "task closer" (order 900): a record that became inactive in an open state is closed. On some instances it doesn't
    /// take Closed Incomplete for a closed state, and makes it Closed Complete.
    private func closeTask(_ draft: inout Draft) {
        guard draft.becomes("active", "false") else { return }
        let isClosed = TaskState.isClosed(draft["state"], table: draft.table)
        let isRewritten =
            rules.rewritesIncomplete && draft.table != "incident" && draft["state"] == TaskState.closedIncomplete
        guard !isClosed || isRewritten else { return }
        draft["state"] = TaskState.defaultClose(table: draft.table)
    }

    /// A flow that waits for its task puts the state of the item back.
    private func keepOpen(_ draft: inout Draft, _ context: WriteContext) {
        guard draft.table == "sc_req_item", !context.caller.isPlatform, draft.changes("state"),
            TaskState.isClosed(draft["state"], table: draft.table),
            flow(for: draft["cat_item"])?.earlyClose == .revert, hasOpenTasks(draft["sys_id"])
        else { return }
        draft["state"] = draft.old("state")
        draft["active"] = draft.old("active")
    }

    private func runAborts(_ draft: Draft, _ context: WriteContext) throws(Refusal) {
        for rule in rules.aborts where rule.table == draft.table && !context.caller.isPlatform {
            if rule.whileTasksAreOpen, !hasOpenTasks(draft["sys_id"]) { continue }
            guard matches(draft.row, of: draft.table, rule.when) else { continue }
            throw .aborted(table: draft.table, rule: rule.name, rule.sysID)
        }
    }

    /// The stage is written by the engine, beside the state. Its values differ from flow to flow: opaque to clients.
    private func setStage(_ draft: inout Draft) {
        guard draft.table == "sc_req_item" else { return }
        if draft.isNew, draft["stage"].isEmpty, draft["approval"] == "requested" {
            draft["stage"] = "waiting_for_approval"
        }
        if draft.changes("approval", to: "approved") { draft["stage"] = "fulfillment" }
        if draft.changes("approval", to: "rejected") { draft["stage"] = "request_cancelled" }
        if draft.changes("active", to: "false"), draft["state"] == TaskState.closedComplete {
            draft["stage"] = "completed"
        }
    }
}
