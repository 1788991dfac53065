import Domain
import Foundation
import TestSupport

/// An approved request: a person, and groups that nobody else asks for.
struct Order: Sendable, Hashable {
    let plan: Plan

    /// - Parameters:
    ///   - number: tells its ticket, person and groups from those of others, from 1 to 999.
    ///   - action: to remove, the person is in the groups beforehand.
    init(
        _ number: Int, groups: Int = 1, _ action: MembershipAction = .add,
        onPartialFailure: PartialFailureRule = .rollBack
    ) throws {
        let ritm = try Self.id(RITMNumber("RITM0030\(Self.padded(number, to: 3))"))
        let person = Person(
            id: try Self.id(UserID("a0000000-0000-4000-8000-\(Self.padded(number, to: 12))")),
            userPrincipalName: "person-\(number)@contoso.example", displayName: "Person \(number)")
        plan = try Plan(
            ticket: Ticket(
                sysID: try Self.id(SysID("c0000000000000000000000000000\(Self.padded(number, to: 3))")), number: ritm),
            beneficiary: person,
            operations: (1...groups).map { index in
                // In the order in which a run begins them.
                let group = try Self.id(GroupID("b0000000-0000-4000-8000-\(Self.padded(number * 100 + index, to: 12))"))
                return PlannedOperation(
                    key: OperationKey(ritm: ritm, user: person.id, group: group, action: action),
                    entitlement: "entitlement-\(index)", groupName: "APP-\(number)-\(index)")
            },
            risk: .low, onPartialFailure: onPartialFailure, policyVersion: String(repeating: "ab", count: 32))
    }

    var run: RunID { plan.run }
    var person: Person { plan.beneficiary }
    var keys: [OperationKey] { plan.operations.map(\.key) }
    var groups: [GroupID] { keys.map(\.group) }
    var wasMember: Bool { keys[0].action == .remove }

    var event: Event {
        let fact = RequestApproved(plan: plan, approval: Samples.approval(of: plan))
        return Event(.requestApproved(fact), at: Samples.at, by: Samples.origin, trace: Samples.trace)
    }

    /// The writes that carry it out, each of them once.
    var writes: [EntraWrite] {
        keys.map { EntraWrite($0.action, user: $0.user.description, group: $0.group.description) }
    }

    private static func id<ID>(_ id: ID?) throws -> ID {
        guard let id else { throw NeverHappened(what: "an id that can be one") }
        return id
    }

    private static func padded(_ number: Int, to length: Int) -> String {
        String(repeating: "0", count: length - String(number).count) + String(number)
    }
}
