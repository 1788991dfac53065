/// Approver rows and what follows from them.
extension Instance {
    /// The approver rows of a record.
    func approvers(of record: String) -> [Database.Place] {
        database.places(in: "sysapproval_approver", where: "sysapproval", is: record)
    }

    /// The classic roll-up: the record's approval follows its approver rows.
    mutating func rollUpApproval(of record: String, _ context: WriteContext) {
        guard rules.approval.rollsUp, let place = database.find("task", record) else { return }
        let rows = approvers(of: record)
        guard let approval = rules.approval.approval(of: rows.map { database.value("state", of: $0) }),
            approval != database.value("approval", of: place)
        else { return }
        platformUpdate(place, ["approval": approval], context, cause: "rule: Approval roll-up")
        // What one person decided for all, the others needn't.
        if approval == "rejected" || (approval == "approved" && rules.approval.mode == .anyone) {
            mootApprovals(of: record, context)
        }
    }

    /// "Moot Approvals Upon Cancellation": whoever was still asked isn't any more.
    mutating func mootApprovals(of record: String, _ context: WriteContext) {
        for place in approvers(of: record) where database.value("state", of: place) == "requested" {
            platformUpdate(place, ["state": "not_required"], context, cause: "rule: Moot approvals")
        }
    }

    /// Lets the people who are asked decide, each on their own row: what a person does on the platform's pages.
    ///
    /// - Parameter approver: the sys_id of one of them; nil for all.
    /// - Returns: how many rows were decided.
    mutating func decide(
        _ record: String, _ state: String, approver: String?, now: GlideDateTime
    ) throws(Refusal) -> Int {
        var count = 0
        for place in approvers(of: record)
        where ["requested", "not requested"].contains(database.value("state", of: place)) {
            let person = database.value("approver", of: place)
            guard approver == nil || approver == person else { continue }
            let name = database.value("user_name", of: "sys_user", person)
            let caller = Caller(userName: name, userID: person, isPlatform: true)
            try update(place, ["state": state], WriteContext(caller: caller, now: now, cause: "approver"))
            count += 1
        }
        return count
    }
}
