import Domain
import Entra
import Fleet
import Foundation
import ServiceNow

/// Reads the ticket, the person and the groups, and decides by the policy what is to be done.
enum ValidatorService {
    static func parts(of fleet: Fleet) throws -> ServiceParts {
        let serviceNow = try fleet.serviceNow()
        let graph = try fleet.graph()
        let policies = try fleet.policySource()
        let store = DecisionStore(database: fleet.database)
        let handler = RequestHandler(
            policies: policies, facts: FactReader(serviceNow: serviceNow, graph: graph), store: store,
            underWay: UnderWayStore(
                database: store.database,
                lag: try fleet.settings.duration("LANDFALL_ENTRA_LAG", default: .seconds(900))),
            now: fleet.now)
        return ServiceParts(
            schema: "policy", migrations: PolicySchema.migrations, stages: [handler],
            background: [policies],
            probes: [
                .serviceNow: { try await serviceNow.probe() },
                .graph: { _ = try await graph.roles() },
            ], checks: [policies.check])
    }
}
