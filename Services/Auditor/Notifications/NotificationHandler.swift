import Domain
import Fleet

/// Tells people in Microsoft Teams what they have to know of.
struct NotificationHandler: StageHandler {
    let stage = Stage.notify
    let needs: Set<Dependency> = [.teams, .postgres]
    let delivery: CardDelivery
    let links: NoticeLinks
    var drift = DriftCardRule()

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        for notice in CardNotice.all(telling: event, links: links, drift: drift) {
            // Those that were posted before stay posted once: each channel's card is on record by itself.
            let outcome = try await delivery.deliver(notice, of: event)
            guard outcome == .done() else { return outcome }
        }
        return .done()
    }
}

/// Takes the same messages where no channel is configured, so that they don't gather in the stage's queue: what they state is on record, and
/// on the tickets.
struct UnconfiguredNotificationHandler: StageHandler {
    let stage = Stage.notify
    let needs: Set<Dependency> = []

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome { .done() }
}
