import Domain
import OrderedCollections
import SimulatorKit

/// A change of a membership that took effect, as the simulator's journal has it.
struct EntraWrite: Hashable, Sendable, CustomStringConvertible {
    let action: MembershipAction
    let user: String
    let group: String

    init(_ action: MembershipAction, user: String, group: String) {
        self.action = action
        self.user = user
        self.group = group
    }

    /// Nil for a change of something else.
    init?(_ entry: Journal.Entry) {
        let action: MembershipAction? =
            switch entry.effect {
            case "member.added": .add
            case "member.removed": .remove
            default: nil
            }
        guard let action, let user = entry.details["member_id"]?.string, let group = entry.details["group_id"]?.string
        else { return nil }
        self.init(action, user: user, group: group)
    }

    /// What takes it back.
    var reversed: EntraWrite { EntraWrite(action.opposite, user: user, group: group) }

    var description: String { "\(action.rawValue) \(user) \(group)" }
}
