import Domain

/// What is to come of a case: a plan, of which some things may be said, or a block.
struct CaseExpectation: Decodable {
    struct Planned: Decodable {
        var entitlements: [String]?
        var risk: Risk?
        /// The names of the stages, in order.
        var stages: [String]?
        /// A time, or `none`.
        var until: String?
        var emergency: Bool?
        /// How many of the entitlements have change windows.
        var changeWindows: Int?
        /// The calendar of those who decide, or `none` where nobody does.
        var calendar: String?
        var fulfilment: Fulfilment?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case entitlements
            case risk
            case stages
            case until
            case emergency
            case changeWindows = "change_windows"
            case calendar
            case fulfilment
        }
    }

    var planned: Planned?
    /// The reason's code.
    var blocked: String?
    /// The rule that blocks.
    var rule: RuleFinding.Rule?
    /// The owner who gets the ticket, or `none`.
    var owner: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case planned
        case blocked
        case rule
        case owner
    }

    func problems(at path: String) -> [PolicyProblem] {
        var problems: [PolicyProblem] = []
        if (planned == nil) == (blocked == nil) {
            problems.append(PolicyProblem(path: path, message: "must say either planned or blocked"))
        }
        if blocked == nil, rule != nil || owner != nil {
            problems.append(PolicyProblem(path: path, message: "rule and owner go with blocked alone"))
        }
        if let blocked, Reason(rawValue: blocked) == nil {
            let codes = Reason.allCases.map(\.rawValue)
            let guess = Spelling.nearest(to: blocked, among: codes).map { "; is “\($0)” meant?" } ?? ""
            problems.append(PolicyProblem(path: "\(path).blocked", message: "“\(blocked)” is no reason\(guess)"))
        }
        return problems
    }

    /// In what an outcome isn't as expected: each with what was expected and what was found.
    func differences(from outcome: PolicyOutcome) -> [CaseDifference] {
        switch (planned, outcome) {
        case (let planned?, .planned(let plan, _)): Self.differences(of: plan, from: planned)
        case (nil, .blocked(let block)): differences(of: block, by: outcome.blockingRule)
        case (_, let outcome):
            [
                CaseDifference(
                    what: "outcome", expected: blocked.map { "blocked: \($0)" } ?? "planned", found: outcome.summary)
            ]
        }
    }

    private func differences(of block: RequestBlock, by found: RuleFinding.Rule?) -> [CaseDifference] {
        var differences: [CaseDifference] = []
        differences.compare("reason", blocked, "\(block.failure.reason.rawValue)", detail: block.failure.detail)
        differences.compare("rule", rule?.rawValue, found?.rawValue ?? PolicyCase.nobody)
        differences.compare("owner", owner, block.owner?.name ?? PolicyCase.nobody)
        return differences
    }

    private static func differences(of plan: Plan, from planned: Planned) -> [CaseDifference] {
        var differences: [CaseDifference] = []
        let list = { (names: [String]) in names.isEmpty ? PolicyCase.nobody : names.joined(separator: ", ") }
        differences.compare("entitlements", planned.entitlements.map(list), list(plan.operations.map(\.entitlement)))
        differences.compare("risk", planned.risk?.rawValue, plan.risk.rawValue)
        differences.compare("stages", planned.stages.map(list), list(plan.approvals?.stages.map(\.name) ?? []))
        differences.compare("until", planned.until, plan.until.map(Timestamp.text(of:)) ?? PolicyCase.nobody)
        differences.compare("emergency", planned.emergency.map { "\($0)" }, "\(plan.emergency != nil)")
        differences.compare("change windows", planned.changeWindows.map { "\($0)" }, "\(plan.changeWindows.count)")
        differences.compare("calendar", planned.calendar, plan.approvals?.calendar.name ?? PolicyCase.nobody)
        differences.compare("fulfilment", planned.fulfilment?.rawValue, plan.fulfilment.rawValue)
        return differences
    }
}

/// One thing that isn't as expected.
struct CaseDifference: Hashable, Codable {
    var what: String
    var expected: String
    var found: String

}

extension [CaseDifference] {
    /// - Parameter expected: nil: anything will do.
    fileprivate mutating func compare(_ what: String, _ expected: String?, _ found: String, detail: String? = nil) {
        guard let expected, expected != found else { return }
        append(CaseDifference(what: what, expected: expected, found: detail.map { "\(found): \($0)" } ?? found))
    }
}
