import Domain

/// One thing that a plan says, in words: by these, two plans for one request are compared.
struct PlanAspect: Hashable {
    var name: String
    var value: String

    /// What the plan says; what it leaves open isn't there.
    static func all(of plan: Plan) -> [PlanAspect] {
        let approvals = plan.approvals
        let texts: [(String, String?)] = [
            ("entitlements", plan.operations.map { "\($0.entitlement) (\($0.key.group))" }.joined(separator: ", ")),
            ("risk", plan.risk.rawValue),
            ("until", plan.until.map(Timestamp.text(of:)) ?? "no end"),
            ("stages", stages(approvals)),
            (
                "time to decide",
                approvals.map {
                    "reminded after \(hours($0.remindAfterHours)), escalated after \(hours($0.escalateAfterHours)), "
                        + "expired after \($0.expireAfterHours) h of the calendar \($0.calendar.name)"
                }
            ),
            ("emergency", plan.emergency.map { _ in "granted before anybody has decided" }),
            (
                "changes begin",
                plan.changeWindows.isEmpty
                    ? nil : plan.changeWindows.map(HourWords.text(of:)).joined(separator: ", and ")
            ),
            ("closed by", plan.fulfilment.rawValue),
            ("on partial failure", plan.onPartialFailure.rawValue), ("on withdrawal", plan.onWithdrawal.rawValue),
            ("on drift", plan.onDrift.rawValue),
        ]
        return texts.compactMap { name, value in value.map { PlanAspect(name: name, value: $0) } }
    }

    private static func stages(_ approvals: ApprovalRequirement?) -> String {
        approvals?.stages.map(PoolWords.text(of:)).joined(separator: ", then ") ?? "none, the ticket's own approval"
    }

    private static func hours(_ hours: Int?) -> String { hours.map { "\($0) h" } ?? "never" }
}
