/// Which people have to decide about some entitlements. Pure.
enum StageSelection {
    /// The stages of the entitlements, in their order, each once; an owner is named by their group.
    ///
    /// - Parameter risk: of the plan as a whole: more than low, it needs somebody's decision for each entitlement.
    /// - Throws: ``Failure`` with ``Reason/policyNobodyCanApprove`` for an entitlement whose policy names nobody.
    static func stages(of entitlements: [Entitlement], risk: Risk) throws(Failure) -> [ApprovalStage] {
        var stages: [ApprovalStage] = []
        for entitlement in entitlements {
            let own = entitlement.approvalStages
            let asked =
                own.isEmpty && risk > .low
                ? [ApprovalStage(name: entitlement.owner.name, approvers: ApproverPool(owner: true))] : own
            for stage in asked {
                let named = try stage.naming(entitlement)
                guard !stages.contains(named) else { continue }
                var unique = named
                if stages.contains(where: { $0.name == named.name }) { unique.name += " (\(entitlement.name))" }
                if !stages.contains(unique) { stages.append(unique) }
            }
        }
        return stages
    }
}

extension ApprovalStage {
    fileprivate func naming(_ entitlement: Entitlement) throws(Failure) -> ApprovalStage {
        var stage = self
        stage.approvers = try approvers.naming(entitlement)
        stage.escalateTo = try escalateTo.map { pool throws(Failure) in try pool.naming(entitlement) }
        return stage
    }
}

extension ApproverPool {
    fileprivate func naming(_ entitlement: Entitlement) throws(Failure) -> ApproverPool {
        guard owner else { return self }
        guard let group = entitlement.owner.group else {
            throw Failure(
                .policyNobodyCanApprove,
                "“\(entitlement.name)” is to be approved by its owner, \(entitlement.owner.name), but the policy names no group of theirs"
            )
        }
        var pool = self
        pool.owner = false
        if !pool.membersOf.contains(group) { pool.membersOf.append(group) }
        return pool
    }
}
