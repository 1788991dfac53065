extension Entitlement {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .name:
            .needed(.text(.words), "The value that the ticket's variable carries; each once in an item, no comma.")
        case .group:
            .needed(.text(.objectID), "The group that grants it, by its object id in Entra; each once in an item.")
        case .groupName: .needed(.text(.words), "The name that the group must have, so that another one is noticed.")
        case .risk:
            .needed(
                .choice(Risk.self),
                "low: the ticket's own approval is enough; high, privileged: people decide in Landfall before it is granted."
            )
        case .owner: .needed(Owner.shape, "Who acts when it can't be granted, and decides where no stage is named.")
        case .eligible: .optional(Eligibility.shape, "Who can have it. Default: everybody with an enabled account.")
        case .conflictsWith:
            .optional(
                .list(of: .text(.words), least: 0),
                "Entitlements of the policy that nobody may have together with this one. It holds both ways: name each pair once."
            )
        case .maximumDays:
            .optional(
                .number(CatalogItem.maximumDaysRange),
                "For how many days somebody may have it. Default: for as long as the item allows.")
        case .changeWindows:
            .optional(.list(of: ChangeWindow.shape, least: 0), "When a change may begin. Default: at any time.")
        case .approvalStages:
            .optional(
                .list(of: ApprovalStage.shape, least: 0),
                "Who has to decide, one stage after the other. Default: nobody for low risk, else one of the owner's group."
            )
        case .emergency:
            .optional(EmergencyRule.shape, "What an emergency may get before anybody has decided. Default: nothing.")
        }
    }
}

extension Entitlement.Owner {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .name: .needed(.text(.words), "How the owners are called on tickets.")
        case .assignmentGroup: .needed(.text(.sysID), "The sys_user_group that a blocked ticket is assigned to.")
        case .group:
            .optional(.text(.objectID), "The group in Entra whose members decide as the owner. Default: nobody does.")
        case .teamsChannel:
            .optional(
                .text(.words),
                "The Teams channel for the owner's cards, by its name in the configuration. Default: the common one.")
        }
    }
}

extension Eligibility {
    static let shape = PolicyShape.keys(CodingKeys.self, least: 1) { key in
        switch key {
        case .departments:
            .optional(.list(of: .text(.words)), "Departments in Entra, one of which has to be the person's.")
        case .employeeTypes:
            .optional(.list(of: .text(.words)), "Employee types in Entra, one of which has to be the person's.")
        case .guests: .optional(.truth, "Whether guests of the tenant can have it. Default: true.")
        }
    }
}

extension ApprovalStage {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .name: .needed(.text(.words), "How the stage is called; each once in an entitlement.")
        case .needed: .optional(.number(neededRange), "How many different people have to say yes. Default: 1.")
        case .approvers: .needed(ApproverPool.shape, "Who may decide: everybody whom one of the parts names.")
        case .escalateTo:
            .optional(
                ApproverPool.shape,
                "Who may decide, too, once the stage is escalated. Default: nobody else; the owner is told.")
        }
    }
}

extension ApproverPool {
    static let shape = PolicyShape.keys(CodingKeys.self, least: 1) { key in
        switch key {
        case .manager: .optional(.truth, "The manager of the person who gets the access.")
        case .owner: .optional(.truth, "The members of the owner's group.")
        case .membersOf:
            .optional(.list(of: .text(.objectID), least: 0), "Groups in Entra, whose direct members may decide.")
        case .people: .optional(.list(of: .text(.principalName), least: 0), "People, by their user principal name.")
        }
    }
}

extension EmergencyRule {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .hours: .needed(.number(hoursRange), "How long the access lasts, in hours from the decision.")
        }
    }
}
