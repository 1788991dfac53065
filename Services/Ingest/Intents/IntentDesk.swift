import Domain
import Fleet
import Foundation
import HTTPTypes
import Hummingbird
import ServiceLifecycle
import ServiceNow

/// Where automations propose requests: off where none is configured.
struct IntentDesk: Sendable {
    private static let clients = "LANDFALL_INTENT_CLIENTS_FILE"

    private let parts: (routes: IntentRoutes, orderer: IntentOrderer)?

    /// - Parameter policy: the one in force.
    /// - Throws: ``ConfigurationError``
    init(
        of fleet: Fleet, serviceNow: ServiceNowClient, policy: @escaping @Sendable () async throws -> Policy
    ) throws(ConfigurationError) {
        guard fleet.settings.string(Self.clients) != nil else {
            self.parts = nil
            return
        }
        let store = IntentStore(database: fleet.database)
        let arrivals = ChangeSignal()
        let routes = IntentRoutes(
            clients: try IntentClients(text: fleet.settings.secret(Self.clients), variable: Self.clients),
            policy: policy, store: store, arrivals: arrivals, now: fleet.now, logger: fleet.logger)
        let orderer = IntentOrderer(
            store: store, serviceNow: serviceNow, policy: policy, arrivals: arrivals,
            lateness: try fleet.settings.serviceNowLateness() / .seconds(1), now: fleet.now, logger: fleet.logger)
        self.parts = (routes, orderer)
    }

    var background: [any Service] { parts.map { [$0.orderer] } ?? [] }

    func add(to router: Router<BasicRequestContext>) {
        guard let parts else {
            router.post("/v1/intents") { _, _ in
                JSONReply.problem(.notFound, "No automation may propose requests here: \(Self.clients) is not set.")
            }
            return
        }
        parts.routes.add(to: router)
    }
}
