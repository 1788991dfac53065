import Domain

/// One thing that a policy says, in words.
struct PolicyFacet {
    var what: String
    var value: String
    /// What a change of it means for people.
    var meaning: (_ old: String, _ new: String) -> String?

    init(
        _ what: String, _ value: String,
        _ meaning: @escaping (_ old: String, _ new: String) -> String? = { _, _ in nil }
    ) {
        self.what = what
        self.value = value
        self.meaning = meaning
    }

    static func policy(_ policy: Policy) -> [PolicyFacet] {
        let timing = policy.requirement(of: [])
        let hours = { (hours: Int?) in hours.map { "\($0) h" } ?? "never" }
        return [
            PolicyFacet("people are found by", policy.identity.rawValue) { _, _ in
                "Who is found in Entra for somebody in ServiceNow may be another person."
            },
            PolicyFacet(
                "hours that count for those who decide",
                timing.calendar.name == BusinessCalendar.always.name
                    ? "all" : "\(timing.calendar.name): \(HourWords.text(of: timing.calendar))"),
            PolicyFacet("reminded after", hours(timing.remindAfterHours)),
            PolicyFacet("escalated after", hours(timing.escalateAfterHours)),
            PolicyFacet("expires after", "\(timing.expireAfterHours) h") { _, _ in
                "Requests that wait already keep their time."
            },
        ]
    }

    static func item(_ item: CatalogItem) -> [PolicyFacet] {
        [
            PolicyFacet("name", item.name),
            PolicyFacet("entitlements are read from", item.entitlementVariables.joined(separator: ", ")),
            PolicyFacet("who may ask", requesters(item.requesters)),
            PolicyFacet("end is read from", item.endVariable ?? "nothing, the access has no end") { _, new in
                item.endVariable == nil
                    ? "What is granted from now on has no end." : "Every request needs an end in \(new) from now on."
            },
            PolicyFacet("longest time", days(item.maximumDays)),
            PolicyFacet(
                "emergency is read from",
                item.emergency.map { "\($0.variable), the reason from \($0.reasonVariable)" } ?? "nothing"),
            PolicyFacet("on partial failure", item.onPartialFailure.rawValue),
            PolicyFacet("on withdrawal", (item.onWithdrawal ?? .rollBack).rawValue),
            PolicyFacet("closed by", item.fulfilment.rawValue),
            PolicyFacet("access removed outside", item.onDrift.rawValue),
        ]
    }

    static func entitlement(_ entitlement: Entitlement, of policy: Policy) -> [PolicyFacet] {
        let conflicts = policy.conflicts(of: [entitlement]).map(\.other.name).sorted()
        return [
            PolicyFacet("group", entitlement.group.description) { _, _ in
                "Another group grants it. Who is in the old one stays there."
            },
            PolicyFacet("group's name", entitlement.groupName),
            PolicyFacet("risk", entitlement.risk.rawValue) { old, new in
                if old == Risk.low.rawValue { return "People decide from now on before it is granted." }
                return new == Risk.low.rawValue
                    ? "The ticket's own approval is enough from now on, unless a stage is named." : nil
            },
            PolicyFacet("owner", entitlement.owner.name),
            PolicyFacet("owner's assignment group", entitlement.owner.assignmentGroup.description),
            PolicyFacet("owner's group", entitlement.owner.group?.description ?? "none"),
            PolicyFacet("owner's Teams channel", entitlement.owner.teamsChannel ?? "the common one"),
            PolicyFacet("departments", list(entitlement.eligible?.departments, "any")) { _, _ in keep },
            PolicyFacet("employee types", list(entitlement.eligible?.employeeTypes, "any")) { _, _ in keep },
            PolicyFacet("guests", entitlement.eligible?.guests == false ? "can't have it" : "can have it") { _, _ in
                keep
            },
            PolicyFacet("can't be had together with", list(conflicts, "–")) { _, _ in
                "Who has both already keeps both."
            },
            PolicyFacet("longest time", days(entitlement.maximumDays)),
            PolicyFacet("changes begin", HourWords.text(of: entitlement.changeWindows)),
            PolicyFacet("who decides", stages(entitlement)) { _, _ in "Requests that wait already keep their stages." },
            PolicyFacet(
                "in an emergency", entitlement.emergency.map { "granted at once for \($0.hours) h" } ?? "not given"),
        ]
    }

    private static let keep = "Who has it already keeps it."

    private static func list(_ values: [String]?, _ none: String) -> String {
        values.map { $0.isEmpty ? none : $0.joined(separator: ", ") } ?? none
    }

    private static func days(_ days: Int?) -> String { days.map { Count.text($0, "day") } ?? "any" }

    private static func requesters(_ rule: RequesterRule?) -> String {
        guard let rule else { return "anyone for anyone" }
        let kinds = rule.who.map { kind in
            switch kind {
            case .beneficiary: "everybody for themselves"
            case .manager: "managers for their people"
            case .anyone: "anyone for anyone"
            }
        }
        return (kinds + rule.membersOf.map { "members of \($0) for anyone" }).joined(separator: ", ")
    }

    private static func stages(_ entitlement: Entitlement) -> String {
        guard entitlement.approvalStages.isEmpty else {
            return entitlement.approvalStages.map(PoolWords.text(of:)).joined(separator: ", then ")
        }
        return entitlement.risk == .low ? "nobody, the ticket's own approval is enough" : "1 of the owner's group"
    }
}
