import Foundation

/// What a version of the policy says to one request. No I/O, no clock: the same facts get the same answer.
public struct RequestDecision: Hashable, Sendable {
    public var plan: Plan
    /// What every rule said.
    public var findings: [RuleFinding]

    /// Decides.
    ///
    /// - Parameters:
    ///   - reading: what the ticket asks for.
    ///   - facts: what was looked up for it.
    ///   - policy: by which the ticket was read.
    ///   - policyVersion: the SHA-256 of the policy.
    /// - Throws: ``RequestBlock``
    public init(
        _ reading: RequestReading, facts: DirectoryFacts, policy: Policy, policyVersion: String
    ) throws(RequestBlock) {
        var log = FindingLog(reading.findings)
        let user = try Self.person(facts.beneficiary, by: reading.beneficiary, &log)
        let risk = Self.risk(of: reading)
        let requester = try Self.requester(reading, facts, user, risk, &log)
        for entitlement in reading.entitlements {
            try Self.checkEligibility(of: user, for: entitlement, &log)
            try Self.checkGroup(of: entitlement, facts.groups[entitlement.group] ?? .missing, &log)
        }
        try Self.checkConflicts(reading, facts, user, &log)
        let approvals = try Self.approvals(for: reading, risk, policy, &log)
        do throws(PlanError) {
            self.plan = try Plan(
                ticket: reading.record.ticket, beneficiary: user.person,
                operations: reading.entitlements.map { entitlement in
                    PlannedOperation(
                        key: OperationKey(
                            ritm: reading.record.ticket.number, user: user.id, group: entitlement.group, action: .add),
                        entitlement: entitlement.name, groupName: entitlement.groupName)
                },
                risk: risk, onPartialFailure: reading.item.onPartialFailure,
                onWithdrawal: reading.item.onWithdrawal ?? .rollBack, policyVersion: policyVersion,
                until: reading.until, fulfilment: reading.item.fulfilment, onDrift: reading.item.onDrift,
                requester: requester, proposedBy: reading.proposedBy, approvals: approvals,
                emergency: reading.emergency,
                changeWindows: reading.entitlements.map(\.changeWindows).filter { !$0.isEmpty },
                teamsChannels: reading.entitlements.map(\.owner).reduce(into: []) { channels, owner in
                    if let channel = owner.teamsChannel, !channels.contains(channel) { channels.append(channel) }
                })
        } catch {
            // Two entitlements of one group are refused when a policy is read, so that this is nobody's doing but ours.
            let reason: Reason = error == .empty ? .policyNothingRequested : .serviceDefect
            throw log.block(
                .entitlementsListed, reading.record.ticket.number.description, Failure(reason, error.description))
        }
        self.findings = log.findings
    }

    /// The highest of what is asked for; what an automation proposed is never low.
    private static func risk(of reading: RequestReading) -> Risk {
        let risk = reading.entitlements.map(\.risk).max() ?? .privileged
        return reading.proposedBy == nil ? risk : max(risk, .high)
    }

    private static func person(
        _ finding: PersonFinding, by key: PersonKey, _ log: inout FindingLog
    ) throws(RequestBlock) -> DirectoryUser {
        switch finding {
        case .missing:
            throw log.block(.person, key.value, Failure(.directoryUserMissing, "nobody in Entra is called \(key)"))
        case .ambiguous(let count):
            throw log.block(
                .person, key.value, Failure(.directoryUserAmbiguous, "\(count) people in Entra have \(key)"))
        case .found(let user):
            log.pass(.person, key.value, "is \(user.displayName) (\(user.id)) in Entra")
            try log.require(
                user.accountEnabled, .accountEnabled, user.userPrincipalName, "is enabled",
                else: Failure(.directoryUserDisabled, "\(user.userPrincipalName) is disabled"))
            return user
        }
    }

    private static func requester(
        _ reading: RequestReading, _ facts: DirectoryFacts, _ beneficiary: DirectoryUser, _ risk: Risk,
        _ log: inout FindingLog
    ) throws(RequestBlock) -> Requester? {
        let rule = reading.item.requesters ?? RequesterRule(who: [.anyone])
        let number = reading.record.ticket.number
        guard let opener = reading.record.openedBy else {
            try log.require(
                rule.who.contains(.anyone) && risk == .low, .requester, number.description,
                "may be asked for by anyone",
                else: Failure(.serviceNowItemUnreadable, "the person who opened \(number) is not to be read"))
            return nil
        }
        if let client = reading.record.proposedBy {
            // Landfall opened it, as a user of its own who decides about nothing.
            log.pass(.requester, opener.userName, "opened it for the automation \(client), as the item allows")
            return Requester(sysID: opener.sysID, userName: opener.userName, id: facts.requester?.user?.id)
        }
        let user = reading.isForRequester ? beneficiary : facts.requester?.user
        // Somebody whom Entra doesn't know under this name could be known under another, and decide for themselves.
        try log.require(
            user != nil || risk == .low, .requester, opener.userName,
            user == nil ? "is nobody in Entra" : "is known in Entra",
            else: Failure(
                .directoryRequesterMissing,
                "\(opener.userName), who opened \(number), is not known in Entra; with \(risk.rawValue) risk it has to be known "
                    + "who must not approve it"))
        let requester = Requester(sysID: opener.sysID, userName: opener.userName, id: user?.id)
        if rule.who.contains(.anyone) {
            log.pass(.requester, opener.userName, "may ask, as anyone may")
        } else if rule.who.contains(.beneficiary), reading.isForRequester || (user != nil && user?.id == beneficiary.id)
        {
            log.pass(.requester, opener.userName, "asks for themselves")
        } else if rule.who.contains(.manager), let id = user?.id, beneficiary.managerID == id {
            log.pass(.requester, opener.userName, "is the manager of \(beneficiary.userPrincipalName)")
        } else if let group = rule.membersOf.first(where: facts.requesterMemberOf.contains) {
            log.pass(
                .requester, opener.userName, "is a member of the group \(group), whose members may ask for anybody")
        } else {
            throw log.block(
                .requester, opener.userName,
                Failure(
                    .policyRequesterNotAllowed,
                    "\(opener.userName) may not ask for “\(reading.item.name)” for \(beneficiary.userPrincipalName)"))
        }
        return requester
    }

    private static func checkEligibility(
        of user: DirectoryUser, for entitlement: Entitlement, _ log: inout FindingLog
    ) throws(RequestBlock) {
        guard let rule = entitlement.eligible else { return }
        func require(_ holds: Bool, _ passed: String, _ blocked: String) throws(RequestBlock) {
            try log.require(
                holds, .eligible, entitlement.name, "\(user.userPrincipalName) \(passed)",
                else: Failure(.policyNotEligible, "“\(entitlement.name)”: \(user.userPrincipalName) \(blocked)"),
                owner: entitlement.owner)
        }
        if let departments = rule.departments {
            let own = user.department ?? "none"
            try require(
                user.department.map(departments.contains) ?? false, "is of the department \(own)",
                "is of the department \(own), not of \(departments.joined(separator: ", "))")
        }
        if let types = rule.employeeTypes {
            let own = user.employeeType ?? "none"
            try require(
                user.employeeType.map(types.contains) ?? false, "has the employee type \(own)",
                "has the employee type \(own), not \(types.joined(separator: ", "))")
        }
        if rule.guests == false {
            // Who doesn't say what they are is taken for a guest: what isn't known grants nothing.
            try require(!user.isGuest && user.userType != nil, "is no guest", "is a guest")
        }
    }

    private static func checkGroup(
        of entitlement: Entitlement, _ finding: GroupFinding, _ log: inout FindingLog
    ) throws(RequestBlock) {
        let name = "\(entitlement.groupName) (\(entitlement.group)) of “\(entitlement.name)”"
        let failure: Failure? =
            switch finding {
            case .missing: Failure(.directoryGroupMissing, "the group \(name) is gone")
            case .deleted(let date):
                Failure(
                    .directoryGroupDeleted,
                    "the group \(name) was deleted" + (date.map { " at \(Timestamp.text(of: $0))" } ?? "")
                        + ", and can be restored")
            case .recreated(let other):
                Failure(
                    .directoryGroupRecreated, "the group \(name) is gone; another one has its name now, \(other)")
            case .found(let group):
                group.obstacle.map {
                    Failure($0, "\(group.displayName) (\(group.id)) of “\(entitlement.name)”")
                }
                    ?? (group.displayName == entitlement.groupName
                        ? nil
                        : Failure(
                            .directoryGroupRenamed,
                            "the group \(group.id) of “\(entitlement.name)” is called “\(group.displayName)”, not “\(entitlement.groupName)”"
                        ))
            }
        if let failure { throw log.block(.group, entitlement.name, failure, owner: entitlement.owner) }
        log.pass(.group, entitlement.name, "\(entitlement.groupName) is there and can be changed")
    }

    private static func checkConflicts(
        _ reading: RequestReading, _ facts: DirectoryFacts, _ user: DirectoryUser, _ log: inout FindingLog
    ) throws(RequestBlock) {
        let asked = Set(reading.groups)
        for conflict in reading.conflicts {
            let (one, other) = (conflict.entitlement.name, conflict.other.name)
            let found: String? =
                if asked.contains(conflict.other.group) {
                    "is asked for by the same request"
                } else if facts.memberOf.contains(conflict.other.group) {
                    "is what \(user.userPrincipalName) has"
                } else if facts.onTheWay.contains(conflict.other.group) {
                    "is on its way to \(user.userPrincipalName)"
                } else {
                    nil
                }
            if let found {
                throw log.block(
                    .conflict, one,
                    Failure(.policyConflict, "“\(one)” can't be had together with “\(other)”, which \(found)"),
                    owner: conflict.entitlement.owner)
            }
            log.pass(.conflict, one, "“\(other)” is neither there nor on its way")
        }
    }

    private static func approvals(
        for reading: RequestReading, _ risk: Risk, _ policy: Policy, _ log: inout FindingLog
    ) throws(RequestBlock) -> ApprovalRequirement? {
        let stages = try log.attempt(.approvers, reading.item.name) { () throws(Failure) in
            try StageSelection.stages(of: reading.entitlements, risk: risk)
        }
        guard !stages.isEmpty else {
            log.pass(.approvers, reading.item.name, "\(risk.rawValue) risk: the ticket's own approval is enough")
            return nil
        }
        log.pass(
            .approvers, reading.item.name,
            "\(risk.rawValue) risk: asks \(stages.map(\.name).joined(separator: ", then "))")
        return policy.requirement(of: stages)
    }
}

extension Policy {
    /// Stages, with the time that the policy gives people.
    public func requirement(of stages: [ApprovalStage]) -> ApprovalRequirement {
        var requirement = ApprovalRequirement(stages: stages)
        guard let timing = approvalTiming else { return requirement }
        if let calendar = calendars.first(where: { $0.name == timing.calendar }) { requirement.calendar = calendar }
        requirement.remindAfterHours = timing.remindAfterHours ?? requirement.remindAfterHours
        requirement.escalateAfterHours = timing.escalateAfterHours ?? requirement.escalateAfterHours
        requirement.expireAfterHours = timing.expireAfterHours ?? requirement.expireAfterHours
        return requirement
    }
}
