import Domain
import Foundation

/// Looks up in Entra who may decide about a case now.
struct PoolReader: Sendable {
    let directory: any ApproverDirectory
    let delegations: DelegationStore

    /// - Throws: ``Domain/Failure`` when it can't be told: nobody is refused then, and nobody's decision is taken.
    func read(_ waiting: ApprovalCase, at now: Date) async throws -> PoolReading {
        let stage = waiting.stage
        let beneficiary = waiting.plan.beneficiary.id
        async let own = people(of: stage.approvers, for: beneficiary)
        async let others = people(of: stage.escalateTo ?? ApproverPool(), for: beneficiary)
        var reading = PoolReading(approvers: try await own, escalation: try await others)
        let members = reading.approvers + reading.escalation
        reading.delegations = try await delegations.holding(from: members.map(\.id), at: now)
        for id in Set(reading.delegations.map(\.to.id)).sorted(by: { $0.description < $1.description }) {
            if let known = members.first(where: { $0.id == id }) {
                reading.delegates.append(known)
            } else if let user = try await directory.user(id) {
                reading.delegates.append(user)
            }
        }
        return reading
    }

    private func people(of pool: ApproverPool, for beneficiary: UserID) async throws(Failure) -> [DirectoryUser] {
        var people: [DirectoryUser] = []
        if pool.manager, let manager = try await directory.manager(of: beneficiary) { people.append(manager) }
        // A group that is gone has nobody in it: then the stage is escalated.
        for group in pool.membersOf { people += try await directory.people(in: group) ?? [] }
        for name in pool.people {
            if let user = try await user(named: name) { people.append(user) }
        }
        return people
    }

    private func user(named name: String) async throws(Failure) -> DirectoryUser? {
        do throws(Failure) {
            return try await directory.user(principalName: name)
        } catch  where error.reason == .directoryUserMissing {
            return nil
        }
    }
}
