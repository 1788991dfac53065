import Domain
import Foundation
import ServiceNow

/// What a search for gaps looks at.
struct GapScope: Sendable {
    /// Values of a request item's `state`, which instances can customise.
    struct States: Hashable, Codable, Sendable {
        /// Those that say that it was fulfilled. None: the configured one.
        var closedComplete: Set<String>
        /// Those that say that nobody has begun with it. None: the configured one.
        var open: Set<String>

        /// With the configured values where none are named.
        ///
        /// - Throws: ``GapProblem`` where one would say both.
        func completed(by states: StateValues<ItemState>) throws(GapProblem) -> States {
            let complete = States(
                closedComplete: closedComplete.isEmpty ? [states[.closedComplete]] : closedComplete,
                open: open.isEmpty ? [states[.open]] : open)
            guard complete.closedComplete.isDisjoint(with: complete.open) else {
                throw GapProblem("--closed-complete and --open-state name the same state")
            }
            return complete
        }
    }

    /// What a resume file belongs to.
    struct Binding: Hashable, Codable, Sendable {
        /// As it was written: `90d` is another time each time.
        var since: String
        /// The SHA-256 of the policy file.
        var policy: String
        var instance: String
        var tenant: String
        var states: States
        var removalItems: [SysID]
    }

    var binding: Binding
    /// Tickets that were closed or changed since then, and those that are open.
    var since: Date
    /// By catalogue item.
    var rules: [SysID: AccessRules]

    var states: States { binding.states }

    init(_ binding: Binding, since: Date, policy: Policy) {
        self.binding = binding
        self.since = since
        let grants = policy.catalogItems.map { ($0.sysID, AccessRules($0)) }
        let removals = binding.removalItems.map { ($0, AccessRules(removal: $0, policy)) }
        self.rules = Dictionary(removals + grants) { first, _ in first }
    }
}
