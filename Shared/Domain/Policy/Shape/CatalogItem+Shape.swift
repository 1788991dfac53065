extension CatalogItem {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .name: .needed(.text(.words), "How the item is called in texts.")
        case .sysID: .needed(.text(.sysID), "Its sc_cat_item record; each once.")
        case .entitlementVariables:
            .needed(
                .list(of: .text(.words)),
                "The ticket's variables that name entitlements; values are split at commas. Of a multi-row set, its column."
            )
        case .onPartialFailure:
            .needed(
                .choice(PartialFailureRule.self),
                "What becomes of a run of which Graph refuses a part for good. roll_back: it is undone; keep: the rest stays."
            )
        case .onWithdrawal:
            .optional(
                .choice(PartialFailureRule.self),
                "What becomes of a run whose ticket is closed, or loses its approval, on the way. Default: roll_back.")
        case .entitlements: .needed(.list(of: Entitlement.shape), "What may be asked for.")
        case .endVariable:
            .optional(
                .text(.words),
                "The ticket's variable that says when the access ends. Every request of an item that has one needs an end. "
                    + "Default: the access has no end.")
        case .maximumDays:
            .optional(
                .number(maximumDaysRange), "How far away that end may be, in days. Default: as far as anybody likes.")
        case .fulfilment:
            .optional(
                .choice(Fulfilment.self),
                "By what its tickets are closed. item (the default): the item itself; task: the catalogue task of its flow."
            )
        case .onDrift:
            .optional(
                .choice(DriftResponse.self),
                "What is done about access that was removed outside. report (the default): people are told; repair: it is put back."
            )
        case .requesters: .optional(RequesterRule.shape, "Who may ask, for whom. Default: anyone for anyone.")
        case .emergency:
            .optional(
                EmergencyVariables.shape, "How its tickets say that access is needed at once. Default: they can't.")
        case .intents: .optional(IntentRule.shape, "How automations may ask for it. Default: they may not.")
        }
    }
}

extension RequesterRule {
    static let shape = PolicyShape.keys(CodingKeys.self, least: 1) { key in
        switch key {
        case .who:
            .optional(
                .list(of: .choice(Kind.self), least: 0),
                "What the one who asks is to the one who gets the access. self: the same person; manager: their manager in Entra; "
                    + "anyone: no matter who.")
        case .membersOf:
            .optional(.list(of: .text(.objectID), least: 0), "Groups in Entra whose members may ask for anybody.")
        }
    }
}

extension EmergencyVariables {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .variable: .needed(.text(.words), "The ticket's variable that says so: true, yes or 1.")
        case .reasonVariable: .needed(.text(.words), "The ticket's variable that says why.")
        }
    }
}

extension IntentRule {
    static let shape = PolicyShape.keys(CodingKeys.self) { key in
        switch key {
        case .entitlementVariable:
            .needed(.text(.words), "Which of the entitlement_variables takes what they ask for, separated by commas.")
        case .reasonVariable:
            .needed(
                .text(.words),
                "The variable that takes the reason, and the mark by which the ticket is known as proposed.")
        }
    }
}
