public import Foundation

/// What a version of the policy says to one request.
public enum PolicyDecision: Hashable, Sendable {
    case planned(Plan)
    /// With the owner of the entitlement that stands in the way, if it is an entitlement that does.
    case blocked(Failure, owner: Entitlement.Owner?)

    /// Decides, from what was read beforehand. No I/O, no clock: the same facts get the same answer.
    ///
    /// - Parameters:
    ///   - item: the catalogue item's rules.
    ///   - entitlements: what is asked for, as ``EntitlementSelection`` found it.
    ///   - user: the person in Entra.
    ///   - groups: the groups that were found, by id; one that is not in it is missing.
    ///   - policyVersion: the SHA-256 of the policy.
    ///   - until: when the access ends, as ``EndSelection`` found it; nil: it has no end.
    public static func decide(
        ticket: Ticket,
        item: CatalogItem,
        entitlements: [Entitlement],
        user: DirectoryUser,
        groups: [GroupID: DirectoryGroup],
        policyVersion: String,
        until: Date? = nil
    ) -> PolicyDecision {
        guard user.accountEnabled else {
            return .blocked(Failure(.directoryUserDisabled, "\(user.userPrincipalName) is disabled"), owner: nil)
        }
        for entitlement in entitlements {
            if let failure = obstacle(to: entitlement, in: groups[entitlement.group]) {
                return .blocked(failure, owner: entitlement.owner)
            }
        }
        let operations = entitlements.map { entitlement in
            PlannedOperation(
                key: OperationKey(ritm: ticket.number, user: user.id, group: entitlement.group, action: .add),
                entitlement: entitlement.name,
                groupName: entitlement.groupName)
        }
        do throws(PlanError) {
            let plan = try Plan(
                ticket: ticket,
                beneficiary: user.person,
                operations: operations,
                risk: entitlements.map(\.risk).max() ?? .privileged,
                onPartialFailure: item.onPartialFailure,
                onWithdrawal: item.onWithdrawal ?? .rollBack,
                policyVersion: policyVersion,
                until: until,
                fulfilment: item.fulfilment,
                onDrift: item.onDrift)
            return .planned(plan)
        } catch {
            // Two entitlements of one group are refused when a policy is read, so that this is nobody's doing but ours.
            let reason: Reason = error == .empty ? .policyNothingRequested : .serviceDefect
            return .blocked(Failure(reason, error.description), owner: nil)
        }
    }

    private static func obstacle(to entitlement: Entitlement, in group: DirectoryGroup?) -> Failure? {
        guard let group else {
            return Failure(
                .directoryGroupMissing,
                "the group \(entitlement.groupName) (\(entitlement.group)) of “\(entitlement.name)” is gone")
        }
        if let reason = group.obstacle {
            return Failure(reason, "\(group.displayName) (\(group.id)) of “\(entitlement.name)”")
        }
        guard group.displayName == entitlement.groupName else {
            return Failure(
                .directoryGroupRenamed,
                "the group \(group.id) of “\(entitlement.name)” is called “\(group.displayName)”, not “\(entitlement.groupName)”"
            )
        }
        return nil
    }
}
