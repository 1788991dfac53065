/// One request of a storm, as it is ordered.
struct StormOrder: Sendable, Hashable {
    let person: Cast.Person
    let entitlements: [Cast.Entitlement]
    let isApproved: Bool

    /// What has to become of a request, unless a message of it is given up on, with a reason, where people can see it.
    enum Expectation: String, Sendable, CaseIterable {
        /// Every membership is there, and the ticket is closed complete.
        case landed
        /// A part is refused: what was changed is taken back, or it says that it can't be, and the ticket stays open.
        case turnedBack = "turned back"
        /// There may be a place, or not.
        case either
        /// A part is refused until the storm is over; then it lands, when it is carried out once more.
        case landedInTheEnd = "landed in the end"
        /// Nothing was changed, and the ticket says why.
        case blocked
        /// Nothing was changed, and the ticket says who is waited for.
        case waiting
        /// Nobody approved it: nothing happens at all.
        case untouched

        /// Whether such a request makes a run.
        var isRun: Bool { [.landed, .turnedBack, .either, .landedInTheEnd].contains(self) }
    }

    var expectation: Expectation {
        guard isApproved else { return .untouched }
        if person == Cast.stranger { return .blocked }
        if entitlements.contains(where: StormGroups.blocking.contains) { return .blocked }
        if entitlements.contains(StormGroups.guarded) { return .waiting }
        if entitlements.contains(where: StormGroups.refusing.contains) { return .turnedBack }
        if entitlements.contains(StormGroups.reluctant) { return .landedInTheEnd }
        return entitlements.contains(StormGroups.scarce) ? .either : .landed
    }
}
