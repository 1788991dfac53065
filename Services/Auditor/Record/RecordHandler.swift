import Domain
import Fleet
import Foundation
import ServiceNow

/// Keeps every event of every stage. Where something failed of a request that an event may put right, the stage of incidents gets it, too.
struct RecordHandler: StageHandler {
    let stage = Stage.record
    let needs: Set<Dependency> = [.postgres]
    let trail: AuditTrail
    /// The values that states of incidents have in the instance; nil where no incidents are opened for what fails.
    let incidentStates: StateValues<IncidentState>?
    let now: @Sendable () -> Date

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        guard let incidentStates, Stage.incident.isSent.contains(event.type) else {
            try await trail.record(event, body: context.body, at: now())
            return .done()
        }
        // In one transaction: a failure that comes at the same moment either is found here, or finds the event.
        let answer = try await trail.record(
            event, body: context.body, at: now(),
            asking: IncidentStore.question(whetherConcernedBy: event, incidentStates))
        guard try IncidentStore.isYes(answer) else { return .done() }
        return .done([Emission(event.fact, to: .stage(.incident, after: .zero))])
    }
}
