public import Foundation

/// What a ticket asks for, read by a policy: the first half of a decision, which says what has to be looked up for the second. Pure.
public struct RequestReading: Hashable, Sendable {
    public let record: TicketRecord
    public let item: CatalogItem
    public let entitlements: [Entitlement]
    /// When the access ends; nil: it has no end.
    public let until: Date?
    public let emergency: Emergency?
    /// What stands in conflict with what is asked for.
    public let conflicts: [EntitlementConflict]
    public let beneficiary: PersonKey
    /// Whom the ticket was opened by; nil where it doesn't say, or where ServiceNow has nothing to look them up by.
    public let requester: PersonKey?
    /// The automation or AI agent that proposed the request, on record or by the ticket's own word; nil: nobody did.
    public let proposedBy: String?
    /// What the rules said that were asked so far; none blocks.
    public let findings: [RuleFinding]

    /// Whether the one who asked is the one who gets the access.
    public var isForRequester: Bool {
        record.openedBy != nil && record.openedBy?.sysID == record.requestedFor?.sysID
    }

    /// The groups that have to be read.
    public var groups: [GroupID] { entitlements.map(\.group) }
    /// The groups of which it has to be known whether the beneficiary is a member.
    public var conflictGroups: [GroupID] { unique(conflicts.map(\.other.group)) }
    /// The groups of which it has to be known whether the requester is a member.
    public var requesterGroups: [GroupID] { unique(item.requesters?.membersOf ?? []) }

    private func unique(_ groups: [GroupID]) -> [GroupID] {
        var seen: Set<GroupID> = []
        return groups.filter { seen.insert($0).inserted }
    }
}

/// Why a request is blocked, and what every rule said that was asked until then.
public struct RequestBlock: Error, Hashable, Sendable {
    public var failure: Failure
    /// The owner of the entitlement that stands in the way, if one does.
    public var owner: Entitlement.Owner?
    public var findings: [RuleFinding]

    public init(failure: Failure, owner: Entitlement.Owner?, findings: [RuleFinding]) {
        self.failure = failure
        self.owner = owner
        self.findings = findings
    }
}

extension RequestReading {
    /// Reads a ticket.
    ///
    /// - Parameter now: the moment of the decision.
    /// - Throws: ``RequestBlock``
    public init(_ record: TicketRecord, policy: Policy, now: Date) throws(RequestBlock) {
        var log = FindingLog()
        let number = record.ticket.number.description
        try log.require(
            record.isActive, .ticketOpen, number, "is open",
            else: Failure(.serviceNowItemClosed, "\(number) is closed (state \(record.state))"))
        try log.require(
            record.approval == "approved", .ticketApproved, number, "is approved",
            else: Failure(.approvalMissing, "\(number) is not approved (\(record.approval))"))
        try log.require(
            !record.approvals.isEmpty, .ticketApproved, number,
            "was approved by \(record.approvals.map(\.approverName).joined(separator: ", "))",
            else: Failure(.approvalMissing, "\(number) shows no approver who said yes"))
        let catalogItem = try log.unwrap(
            record.catalogItem, .itemListed, number,
            else: Failure(.serviceNowItemUnreadable, "the catalogue item of \(number) is not to be read"))
        let item = try log.unwrap(
            policy[catalogItem], .itemListed, number,
            else: Failure(.policyNotAllowlisted, "the catalogue item \(catalogItem) is not in the policy"))
        log.pass(.itemListed, number, "asks for “\(item.name)”")
        let variables = try log.unwrap(
            record.variables, .entitlementsListed, number,
            else: Failure(
                .serviceNowItemUnreadable,
                "the variables of \(number) are not to be read; Landfall's user needs to read sc_item_option_mtom, "
                    + "sc_item_option and item_option_new"))
        let unseen = record.hidesVariables ? item.variables.first { variables[$0] == nil } : nil
        try log.require(
            unseen == nil, .entitlementsListed, number, "shows the variables that the policy names",
            else: Failure(
                .serviceNowItemUnreadable,
                "the variable \(unseen ?? "") of \(number) is not to be read, or in a row that isn't; Landfall's user needs to read "
                    + "all rows of sc_item_option_mtom, sc_item_option, item_option_new and sc_multi_row_question_answer"
            ))
        let requestedFor = try log.unwrap(
            record.requestedFor, .person, number,
            else: Failure(.serviceNowItemUnreadable, "the person whom \(number) is for is not to be read"))
        let entitlements = try log.attempt(.entitlementsListed, number) { () throws(Failure) in
            try EntitlementSelection.entitlements(of: item, variables: variables)
        }
        log.pass(.entitlementsListed, number, "asks for \(entitlements.map(\.name).joined(separator: ", "))")
        var until = try log.attempt(.end, number) { () throws(Failure) in
            try EndSelection.end(of: item, variables: variables, now: now)
        }
        let emergency = try log.attempt(.emergency, number) { () throws(Failure) in
            try EmergencySelection.emergency(of: item, entitlements: entitlements, variables: variables)
        }
        if let emergency {
            let end = EmergencySelection.end(of: entitlements, now: now)
            until = min(until ?? end, end)
            log.pass(.emergency, number, "is an emergency: \(emergency.reason)")
        }
        try log.attempt(.end, number) { () throws(Failure) in
            try EndSelection.check(until, of: entitlements, now: now)
        }
        log.pass(.end, number, until.map { "ends at \(Timestamp.text(of: $0))" } ?? "has no end")
        self.beneficiary = try log.unwrap(
            requestedFor.key(by: policy.identity), .person, requestedFor.userName,
            else: Failure(
                .directoryUserMissing,
                "ServiceNow has no \(policy.identity.field) for \(requestedFor.userName), by which the policy looks people up"
            ))
        self.requester = record.openedBy?.key(by: policy.identity)
        let mark = item.intents.flatMap { variables[$0.reasonVariable] }.flatMap(IntentMark.init(in:))
        self.proposedBy = record.proposedBy ?? mark?.client
        self.record = record
        self.item = item
        self.entitlements = entitlements
        self.until = until
        self.emergency = emergency
        self.conflicts = policy.conflicts(of: entitlements)
        self.findings = log.findings
    }
}

extension CatalogItem {
    /// The variables of a ticket by which anything is decided.
    var variables: [String] {
        entitlementVariables
            + [endVariable, emergency?.variable, emergency?.reasonVariable, intents?.reasonVariable].compactMap(\.self)
    }
}

extension IdentityRoad {
    /// The field of `sys_user` that it begins at, in words.
    var field: String {
        switch self {
        case .userName: "user name"
        case .mail: "mail address"
        case .employeeID: "employee number"
        }
    }
}
