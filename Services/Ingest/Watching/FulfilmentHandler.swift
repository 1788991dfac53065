import Domain
import Fleet

/// Stops watching a request item that Landfall itself has closed, on proof.
struct FulfilmentHandler: StageHandler {
    let stage = Stage.watch
    let needs: Set<Dependency> = [.postgres]
    let store: IntakeStore

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        guard case .ticketFulfilled(let update) = event.fact else { throw Failure.misplaced(event, in: stage) }
        try await store.fulfilled(update.ticket.sysID)
        return .done()
    }
}
