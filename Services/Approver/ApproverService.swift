import Fleet

/// Sees to it that somebody has approved a plan, for exactly this plan, before it is carried out.
enum ApproverService {
    static func parts(of fleet: Fleet) -> ServiceParts {
        let store = ApprovalStore(database: fleet.database)
        return ServiceParts(
            schema: "approval", migrations: ApprovalSchema.migrations,
            stages: [PlanHandler(store: store, now: fleet.now)],
            routes: WaitingRoutes(store: store).add)
    }
}
