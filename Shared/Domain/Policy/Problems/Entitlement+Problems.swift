extension Entitlement {
    func collectProblems(at path: String, of item: CatalogItem, _ log: inout ProblemLog) {
        for (key, value) in [("name", name), ("group_name", groupName), ("owner.name", owner.name)] {
            log.filled(value, "\(path).\(key)")
        }
        log.require(
            name.first?.isWhitespace != true && name.last?.isWhitespace != true || !name.contains { !$0.isWhitespace },
            "\(path).name", "has white space at its ends, which is taken off what a ticket names")
        log.require(
            !name.contains(","), "\(path).name", "has a comma, which separates entitlements in a list collector")
        if let channel = owner.teamsChannel { log.filled(channel, "\(path).owner.teams_channel") }
        eligible?.collectProblems(at: "\(path).eligible", &log)
        collectEndProblems(at: path, of: item, &log)
        for (index, window) in changeWindows.enumerated() {
            window.collectProblems(at: "\(path).change_windows[\(index)]", &log)
        }
        collectApprovalProblems(at: path, &log)
        collectEmergencyProblems(at: path, of: item, &log)
    }

    private func collectEndProblems(at path: String, of item: CatalogItem, _ log: inout ProblemLog) {
        guard let maximumDays else { return }
        log.within(CatalogItem.maximumDaysRange, maximumDays, "\(path).maximum_days")
        log.require(
            item.endVariable != nil, "\(path).maximum_days",
            "limits an end, but the item has no end_variable that names one: every request of it would be blocked")
        if let most = item.maximumDays {
            log.require(
                maximumDays <= most, "\(path).maximum_days", "never counts, as the item allows no more than \(most)")
        }
    }

    private func collectApprovalProblems(at path: String, _ log: inout ProblemLog) {
        if approvalStages.isEmpty {
            log.require(
                risk == .low || owner.group != nil, "\(path).owner",
                "has no group, so nobody could approve it: \(risk.rawValue) risk without approval_stages is decided by "
                    + "the members of the owner's group")
        }
        log.unique(approvalStages.map(\.name), in: "\(path).approval_stages", key: "name")
        for (index, stage) in approvalStages.enumerated() {
            stage.collectProblems(at: "\(path).approval_stages[\(index)]", owner: owner, &log)
        }
    }

    private func collectEmergencyProblems(at path: String, of item: CatalogItem, _ log: inout ProblemLog) {
        guard let emergency else { return }
        let place = "\(path).emergency"
        log.within(EmergencyRule.hoursRange, emergency.hours, "\(place).hours")
        log.require(
            item.emergency != nil, place,
            "the item has no emergency, so no ticket could say that it is one; name its variables there")
        let days = [maximumDays, item.maximumDays].compactMap(\.self).min().flatMap { $0 > 0 ? $0 : nil }
        if let days {
            log.require(
                emergency.hours <= days * 24, "\(place).hours",
                "is longer than the \(days) days for which it may be had at most")
        }
    }
}

extension EmergencyRule {
    /// In hours: what is granted before anybody has decided doesn't last longer than a week.
    static let hoursRange = 1...168
}

extension Eligibility {
    func collectProblems(at path: String, _ log: inout ProblemLog) {
        log.require(
            departments != nil || employeeTypes != nil || guests != nil, path,
            "says nothing; name departments, employee_types or guests, or leave it out")
        for (key, values) in [("departments", departments), ("employee_types", employeeTypes)] {
            guard let values else { continue }
            log.list(
                values, "\(path).\(key)",
                none: "there is none, so nobody could ever have it; leave it out: then any will do")
        }
    }
}
