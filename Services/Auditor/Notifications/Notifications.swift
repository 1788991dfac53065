import Domain
import Fleet
import Logging
import Teams

/// What of the Auditor tells people: cards in Microsoft Teams, and the watch over tickets that could not be told.
struct Notifications {
    let stage: any StageHandler
    let probes: [Dependency: BreakerBoard.Probe]
    /// Nil where nobody is to be told.
    let watch: PendingTicketWatch?

    /// - Throws: ``Fleet/ConfigurationError``
    init(_ fleet: Fleet) throws {
        let patience = try fleet.settings.duration("LANDFALL_TICKET_PATIENCE", default: .seconds(120))
        watch =
            patience == .zero
            ? nil
            : PendingTicketWatch(
                tickets: PendingTickets(database: fleet.database), patience: patience,
                publish: { try await fleet.publisher.publish($0, trace: $1) }, logger: fleet.logger)
        guard let teams = try fleet.teams() else {
            fleet.logger.notice("no channel in Microsoft Teams is configured: nobody is told there")
            stage = UnconfiguredNotificationHandler()
            probes = [:]
            return
        }
        // Waiting for a slot, posting, and then some.
        let lease = CardRate.patience + teams.timeout + .seconds(30)
        let own = try fleet.teamsChannels().mapValues { client in
            { @Sendable (message: [UInt8]) in try await client.post(message) }
        }
        let channels = CardChannels(common: { try await teams.post($0) }, own: own, logger: fleet.logger)
        let delivery = CardDelivery(
            store: CardStore(database: fleet.database, lease: lease), rate: CardRate(database: fleet.database),
            channels: channels)
        let drift = DriftCardRule(limit: try fleet.settings.integer("LANDFALL_DRIFT_CARDS", default: 50, in: 1...1000))
        stage = NotificationHandler(delivery: delivery, links: try NoticeLinks(fleet.settings), drift: drift)
        probes = [.teams: { try await delivery.probe() }]
    }
}
