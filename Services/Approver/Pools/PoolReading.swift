import Domain
import Foundation

/// Who is in the pools of a stage, as Entra shows them at one moment. Pure.
struct PoolReading: Hashable, Sendable {
    /// The people of the stage's own pool.
    var approvers: [DirectoryUser]
    /// Those who may decide, too, once the stage is escalated.
    var escalation: [DirectoryUser]
    /// What these people have delegated, as it holds at that moment.
    var delegations: [Delegation]
    /// Those whom it was delegated to, where Entra knows them.
    var delegates: [DirectoryUser]

    init(
        approvers: [DirectoryUser], escalation: [DirectoryUser] = [], delegations: [Delegation] = [],
        delegates: [DirectoryUser] = []
    ) {
        self.approvers = approvers
        self.escalation = escalation
        self.delegations = delegations
        self.delegates = delegates
    }

    /// Who may decide about a plan: everybody whose account is enabled and who neither asked for it nor gets it (I8), and whoever they
    /// delegated it to. What somebody may not decide themselves, they can't have decided by another either.
    func seats(for plan: Plan, isEscalated: Bool) -> [Seat] {
        var known: Set<UserID> = []
        let members = (isEscalated ? approvers + escalation : approvers).filter { user in
            user.accountEnabled && plan.mayBeDecided(by: user.id) && known.insert(user.id).inserted
        }
        return members.map { Seat(person: $0.person) }
            + members.flatMap { member in
                delegations.filter { $0.from.id == member.id }.compactMap { delegation in
                    delegates.first { $0.id == delegation.to.id && $0.accountEnabled && plan.mayBeDecided(by: $0.id) }
                        .map { Seat(person: $0.person, onBehalfOf: member.person) }
                }
            }
    }
}

/// One voice in a stage: somebody's own, or that of whoever delegated it to them.
struct Seat: Hashable, Sendable {
    var person: Person
    var onBehalfOf: Person?

    /// Whose voice it is: it is heard once, whoever raises it.
    var owner: UserID { onBehalfOf?.id ?? person.id }
}
