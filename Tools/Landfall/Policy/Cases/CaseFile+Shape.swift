import Domain

extension CaseFile {
    /// What may stand in a file of cases.
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .now: .optional(.text(.time), "The moment of the decisions, UTC. Default: 2026-11-27T10:00:00Z.")
        case .people: .needed(.names(CasePerson.shape), "People, by the names that cases give them.")
        case .cases: .needed(.list(of: PolicyCase.shape), "The cases.")
        }
    }
}

extension CasePerson {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .upn: .optional(.text(.principalName), "The userPrincipalName. Default: the name at contoso.example.")
        case .userName: .optional(.text(.words), "sys_user.user_name. Default: the UPN.")
        case .mail: .optional(.text(.words), "sys_user.email.")
        case .employeeID: .optional(.text(.words), "sys_user.employee_number.")
        case .department: .optional(.text(.words), "The department in Entra.")
        case .jobTitle: .optional(.text(.words), "The job title in Entra.")
        case .employeeType: .optional(.text(.words), "The employee type in Entra.")
        case .userType: .optional(.text(.words), "Member or Guest. Default: not known.")
        case .enabled: .optional(.truth, "Whether the account is enabled. Default: true.")
        case .manager: .optional(.text(.words), "The manager, by the name in this file.")
        case .entra: .optional(.choice(Found.self), "Who is found in Entra. Default: found.")
        }
    }
}

extension PolicyCase {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .name: .needed(.text(.words), "What the case shows; each once.")
        case .now: .optional(.text(.time), "The moment of the decision, UTC. Default: that of the file.")
        case .ticket: .needed(TicketLine.shape, "The ticket.")
        case .facts: .optional(Facts.shape, "What Entra says. Default: all groups are as they should be.")
        case .expect: .needed(CaseExpectation.shape, "What is to come of it.")
        }
    }
}

extension PolicyCase.TicketLine {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .item: .needed(.text(.words), "The catalogue item's name or sys_id; none: it is not to be read.")
        case .beneficiary: .needed(.text(.words), "Who gets the access; none: they are not to be read.")
        case .requester: .optional(.text(.words), "Who opened the ticket. Default: who gets the access.")
        case .asks: .optional(.list(of: .text(.words), least: 0), "Entitlements, for the item's first variable.")
        case .until: .optional(.text(.words), "For the item's end_variable.")
        case .emergency: .optional(.text(.words), "Why it is an emergency.")
        case .variables: .optional(.names(.text(.any)), "Further variables.")
        case .variablesHidden: .optional(.truth, "Whether an ACL hides the variables. Default: false.")
        case .open: .optional(.truth, "Whether the ticket is open. Default: true.")
        case .approval: .optional(.text(.words), "The item's approval. Default: approved.")
        case .approvedBy:
            .optional(.list(of: .text(.words), least: 0), "Who said yes in ServiceNow. Default: An approver.")
        case .proposedBy: .optional(.text(.words), "The automation that proposed it. Default: nobody.")
        }
    }
}

extension PolicyCase.Facts {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .groups: .optional(.names(.choice(CaseGroup.self)), "How the groups of entitlements are found.")
        case .has: .optional(.list(of: .text(.words), least: 0), "Entitlements that the person has.")
        case .onTheWay: .optional(.list(of: .text(.words), least: 0), "Entitlements that are on their way to them.")
        case .requesterIn: .optional(.list(of: .text(.objectID), least: 0), "Groups that the requester is in.")
        }
    }
}

extension CaseExpectation {
    static let shape = PolicyShape.keys(CodingKeys.self, least: 1) { key in
        switch key {
        case .planned: .optional(Planned.shape, "A plan, of which this holds.")
        case .blocked: .optional(.text(.words), "A block, for this reason.")
        case .rule: .optional(.choice(RuleFinding.Rule.self), "The rule that blocks.")
        case .owner: .optional(.text(.words), "The owner who gets the ticket; none: nobody in particular.")
        }
    }
}

extension CaseExpectation.Planned {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .entitlements: .optional(.list(of: .text(.words)), "What is granted, in order.")
        case .risk: .optional(.choice(Risk.self), "The plan's risk.")
        case .stages: .optional(.list(of: .text(.words), least: 0), "The names of the stages, in order.")
        case .until: .optional(.text(.words), "When the access ends, UTC, to the millisecond; none: it has no end.")
        case .emergency: .optional(.truth, "Whether it is granted before anybody has decided.")
        case .changeWindows: .optional(.number(0...1_000), "How many of the entitlements have change windows.")
        case .calendar: .optional(.text(.words), "The calendar of those who decide; none: nobody does.")
        case .fulfilment: .optional(.choice(Fulfilment.self), "By what the ticket is closed.")
        }
    }
}
