import Domain
import Entra

/// What has to be asked when it is known who the people are and which groups are there: who is in which group, and what became of a group
/// that is missing. Pure.
struct FurtherLookups {
    private(set) var questions: [DirectoryQuestion] = []
    private let beneficiary: UserID?
    private let requester: UserID?
    private let conflictGroups: Set<GroupID>
    private let requesterGroups: Set<GroupID>
    private let names: [GroupID: String]

    init(_ reading: RequestReading, _ facts: DirectoryFacts) {
        beneficiary = facts.beneficiary.user?.id
        requester = reading.isForRequester ? beneficiary : facts.requester?.user?.id
        conflictGroups = Set(reading.conflictGroups)
        requesterGroups = Set(reading.requesterGroups)
        names = Dictionary(reading.entitlements.map { ($0.group, $0.groupName) }) { first, _ in first }
        var wanted: [(user: UserID, groups: [GroupID])] = []
        if let beneficiary { wanted.append((beneficiary, reading.conflictGroups)) }
        if let requester { wanted.append((requester, reading.requesterGroups)) }
        if wanted.count == 2, wanted[0].user == wanted[1].user {
            let more = wanted.removeLast().groups.filter { !conflictGroups.contains($0) }
            wanted[0].groups += more
        }
        for (user, groups) in wanted {
            for start in stride(from: 0, to: groups.count, by: GraphClient.maximumChecked) {
                let some = groups[start..<min(start + GraphClient.maximumChecked, groups.count)]
                questions.append(.memberships(user, Array(some)))
            }
        }
        for entitlement in reading.entitlements where facts.groups[entitlement.group] == .missing {
            questions += [.deletedGroup(entitlement.group), .groupsNamed(entitlement.groupName)]
        }
    }

    /// Adds what was answered to one of the questions, in their order.
    func add(_ answer: DirectoryAnswer, to question: DirectoryQuestion, _ facts: inout DirectoryFacts) {
        switch (question, answer) {
        case (.memberships(let user, _), .memberships(let groups)):
            if user == beneficiary { facts.memberOf.formUnion(groups.intersection(conflictGroups)) }
            if user == requester { facts.requesterMemberOf.formUnion(groups.intersection(requesterGroups)) }
        case (.deletedGroup(let group), .deletedGroup(let deleted?)):
            facts.groups[group] = .deleted(at: deleted.deletedAt)
        case (.groupsNamed(let name), .groupsNamed(let groups)):
            for (group, own) in names where own == name && facts.groups[group] == .missing {
                // What can be restored is not replaced by whatever has its name.
                if let other = groups.first(where: { $0 != group }) { facts.groups[group] = .recreated(as: other) }
            }
        default: break
        }
    }
}
