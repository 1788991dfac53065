import SimulatorKit

/// How approver rows become the approval of their record.
struct ApprovalRule: Sendable {
    enum Mode: String, Sendable, CaseIterable { case all, anyone }

    /// Off: the rows stand alone, as where a flow that isn't there would have to look at them.
    var rollsUp = true
    var mode = Mode.all
    /// `upon_reject=cancel` closes the rejected item incomplete.
    var rejectionCloses = true

    init() {}

    init(_ json: JSONValue) throws {
        var reader = try RuleReader(json, in: "\"rules.approval\"")
        rollsUp = try reader.bool("roll_up", default: true)
        mode = try reader.choice("mode", default: .all)
        rejectionCloses = try reader.bool("rejection_closes", default: true)
        try reader.finish()
    }

    /// The approval that approver rows in these states amount to; nil where they say nothing.
    ///
    /// Classic roll-up: any rejected, then rejected; all approved, then approved; all not requested, then that; else
    /// requested. Rows that no longer count (`not_required`, `cancelled`, `skipped`, `duplicate`) are passed over.
    func approval(of states: [String]) -> String? {
        let counted = states.filter { !["not_required", "cancelled", "skipped", "duplicate"].contains($0) }
        guard !counted.isEmpty else { return nil }
        if counted.contains("rejected") { return "rejected" }
        switch mode {
        case .all: if counted.allSatisfy({ $0 == "approved" }) { return "approved" }
        case .anyone: if counted.contains("approved") { return "approved" }
        }
        return counted.allSatisfy { $0 == "not requested" } ? "not requested" : "requested"
    }
}
