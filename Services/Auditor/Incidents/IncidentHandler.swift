import Domain
import Fleet

/// Opens an incident for what failed, keeps it up to date, and resolves it when that is put right.
struct IncidentHandler: StageHandler {
    let stage = Stage.incident
    let needs: Set<Dependency> = [.serviceNow, .postgres]
    /// Nil where no incidents are to be opened.
    let desk: IncidentDesk?

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        guard let desk else { return .done() }
        return try await desk.handle(event, body: context.body, trace: context.trace)
    }
}
