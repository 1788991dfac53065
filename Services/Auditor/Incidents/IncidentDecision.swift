import Domain

/// What an event makes of the incidents of its request. Pure.
///
/// It is decided by everything that is on record of the request, so it doesn't matter in which order events arrive: what failed is told
/// unless it was put right meanwhile, and an incident is resolved when nothing of what it is about is left.
struct IncidentDecision: Hashable, Sendable {
    /// What is to be told on the incident of its key.
    var tells: IncidentTrouble?
    /// Whose incidents are to be resolved.
    var resolves: [IncidentKey]

    /// - Parameters:
    ///   - event: as it is on record.
    ///   - known: what is on record of the request, the event among it; in any order.
    ///   - open: what there are incidents of that aren't resolved.
    init(on event: Event, known: [Event], open: [IncidentKey]) {
        let troubles = known.compactMap(IncidentTrouble.init).filter { trouble in
            !known.contains { trouble.isOver(by: $0) }
        }
        let own = troubles.first { $0.event.id == event.id }
        self.tells = own
        self.resolves = open.filter { key in !troubles.contains { $0.key == key } }
    }
}
