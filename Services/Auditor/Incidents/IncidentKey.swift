import Domain
import ServiceNow

/// What an incident is about: a run, or a request that has none yet.
struct IncidentKey: Hashable, Sendable {
    let ritm: RITMNumber
    let run: RunID?

    /// By which its incident is found again.
    ///
    /// - Parameter generation: from 1; one more for each incident that was closed for good before the next failure came.
    func correlationID(generation: Int) -> CorrelationID {
        CorrelationID(
            [ritm.description, run?.description, generation == 1 ? nil : String(generation)].compactMap(\.self))
    }
}
