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
        guard let notice = CardNotice(telling: event, links: links, drift: drift) else { return .done() }
        return try await delivery.deliver(notice, of: event)
    }
}

/// Takes the same messages where no channel is configured, so that they don't gather in the stage's queue: what they state is on record, and
/// on the tickets.
struct UnconfiguredNotificationHandler: StageHandler {
    let stage = Stage.notify
    let needs: Set<Dependency> = []

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome { .done() }
}
