import Entra
import Fleet
import Foundation

/// Sees to it that somebody has approved a plan, for exactly this plan, before it is carried out.
enum ApproverService {
    /// - Throws: ``Fleet/ConfigurationError``
    static func parts(of fleet: Fleet) throws -> ServiceParts {
        let store = ApprovalStore(database: fleet.database)
        let desk = try ApprovalDesk(of: fleet)
        let waiting = WaitingRoutes(store: store)
        return ServiceParts(
            schema: "approval", migrations: ApprovalSchema.migrations,
            stages: [PlanHandler(store: store, cases: desk.cases, now: fleet.now, opened: desk.clock.arrivals)],
            background: [desk.clock, desk.sweep],
            routes: { router in
                waiting.add(to: router)
                desk.add(to: router)
            })
    }
}
