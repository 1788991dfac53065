import Domain
import Fleet
import Foundation
import ServiceNow

/// Takes in requests: ServiceNow's hook says where to look, a poll finds what no hook told of, and only what is read back from
/// ServiceNow becomes an event. Those that are under way are watched: somebody may cancel or close them. What automations propose becomes a
/// ticket first.
enum IngestService {
    static func parts(of fleet: Fleet) throws -> ServiceParts {
        let serviceNow = try fleet.serviceNow()
        let policies = try fleet.policySource()
        let key = try SigningKey(
            base64: fleet.settings.secret("LANDFALL_WEBHOOK_KEY_FILE"), variable: "LANDFALL_WEBHOOK_KEY_FILE")
        let store = IntakeStore(database: fleet.database)
        let arrivals = ChangeSignal()
        let reader = ItemReader(
            store: store, serviceNow: serviceNow, publisher: fleet.publisher, arrivals: arrivals, now: fleet.now,
            logger: fleet.logger)
        let poller = ItemPoller(
            store: store, serviceNow: serviceNow,
            catalogItems: { try await policies.inForce().policy.catalogItems.map(\.sysID) }, arrivals: arrivals,
            interval: try fleet.settings.duration("LANDFALL_POLL_INTERVAL", default: .seconds(30)), now: fleet.now,
            logger: fleet.logger)
        let watcher = ItemWatcher(
            store: store, serviceNow: serviceNow, publisher: fleet.publisher, now: fleet.now, logger: fleet.logger)
        let hooks = HookRoutes(
            signature: BodySignature(key: key), store: store, arrivals: arrivals, now: fleet.now, logger: fleet.logger)
        let intents = try IntentDesk(of: fleet, serviceNow: serviceNow) { try await policies.inForce().policy }
        return ServiceParts(
            schema: "intake", migrations: IntakeSchema.migrations, stages: [FulfilmentHandler(store: store)],
            background: [policies, reader, poller, watcher] + intents.background,
            probes: [.serviceNow: { try await serviceNow.probe() }], checks: [policies.check],
            routes: { router in
                hooks.add(to: router)
                intents.add(to: router)
            })
    }
}
