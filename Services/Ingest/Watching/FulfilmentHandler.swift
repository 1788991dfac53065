import Domain
import Fleet

/// Stops watching a request item that Landfall itself closes: as complete on proof, or as incomplete where it was rejected.
///
/// What is rejected is closed after that is stated, so it isn't watched any more by then, mostly.
struct FulfilmentHandler: StageHandler {
    let stage = Stage.watch
    let needs: Set<Dependency> = [.postgres]
    let store: IntakeStore

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        switch event.fact {
        case .ticketFulfilled(let update): try await store.fulfilled(update.ticket.sysID)
        case .requestRejected(let rejected): try await store.fulfilled(rejected.plan.ticket.sysID)
        default: throw Failure.misplaced(event, in: stage)
        }
        return .done()
    }
}
