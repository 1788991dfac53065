import Domain
import Fleet
import Foundation

/// Keeps every event of every stage.
struct RecordHandler: StageHandler {
    let stage = Stage.record
    let needs: Set<Dependency> = [.postgres]
    let trail: AuditTrail
    let now: @Sendable () -> Date

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        try await trail.record(event, body: context.body, at: now())
        return .done()
    }
}
