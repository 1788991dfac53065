import Domain
import Fleet
import Foundation
import ServiceNow

/// Takes in requests: ServiceNow's hook says where to look, a poll finds what no hook told of, and only what is read back from
/// ServiceNow becomes an event. Those that are under way are watched: somebody may cancel or close them.
enum IngestService {
    static func parts(of fleet: Fleet) throws -> ServiceParts {
        let serviceNow = try fleet.serviceNow()
        let policies = try fleet.policySource()
        let key = try HookKey(
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
            signature: HookSignature(key: key), store: store, arrivals: arrivals, now: fleet.now, logger: fleet.logger)
        return ServiceParts(
            schema: "intake", migrations: IntakeSchema.migrations, stages: [FulfilmentHandler(store: store)],
            background: [policies, reader, poller, watcher],
            probes: [.serviceNow: { try await serviceNow.probe() }], checks: [policies.check], routes: hooks.add)
    }
}
