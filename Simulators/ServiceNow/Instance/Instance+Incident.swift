/// What every instance does with incidents.
extension Instance {
    /// Priority from impact and urgency, whatever a client sets; the data policy of resolving, and the stamps of it.
    func prepareIncident(_ draft: inout Draft, _ context: WriteContext) throws(Refusal) {
        if draft.isNew || ["impact", "urgency", "priority"].contains(where: { draft.changes($0) }) {
            draft["priority"] = Self.priority(impact: draft["impact"], urgency: draft["urgency"]) ?? draft["priority"]
        }
        if draft.isNew || draft.changes("state") { draft["incident_state"] = draft["state"] }
        reopen(&draft, context)
        guard ["6", "7"].contains(draft["state"]), draft.isNew || draft.changes("state") else { return }
        let missing = [("close_code", "Resolution code"), ("close_notes", "Resolution notes")]
            .filter { draft[$0.0].isEmpty }
        guard missing.isEmpty else { throw .dataPolicy(missing.map(\.1)) }
        if draft["resolved_at"].isEmpty { draft["resolved_at"] = context.now.text }
        if draft["resolved_by"].isEmpty { draft["resolved_by"] = context.caller.userID }
    }

    /// A resolved or closed incident that is opened again loses its resolution: the next one needs a code and notes of its own.
    private func reopen(_ draft: inout Draft, _ context: WriteContext) {
        guard draft.changes("state"), ["6", "7"].contains(draft.old("state")),
            !["6", "7", "8"].contains(draft["state"])
        else { return }
        for field in ["resolved_at", "resolved_by", "close_code", "close_notes"] { draft[field] = "" }
        draft["reopened_time"] = context.now.text
        draft["reopen_count"] = String((Int(draft.old("reopen_count")) ?? 0) + 1)
    }

    /// The platform's own lookup rules: 1 by 1 is critical, 3 by 3 is planning.
    static func priority(impact: String, urgency: String) -> String? {
        guard let impact = Int(impact), let urgency = Int(urgency), (1...3).contains(impact), (1...3).contains(urgency)
        else { return nil }
        return String(impact + urgency - 1)
    }
}
