import Audit
import Domain
import Fleet
import ServiceLifecycle
import ServiceNow

/// Keeps every event for good, and tells the ticket what happened: no more and no less.
enum AuditorService {
    static func parts(of fleet: Fleet) throws -> ServiceParts {
        let serviceNow = try fleet.serviceNow()
        // An instance cuts a transaction after 60 s.
        let lateness = try fleet.settings.serviceNowLateness()
        let database = GroupCommit(database: fleet.database)
        let patience = FollowPatience(
            limit: try fleet.settings.duration("LANDFALL_SERVICENOW_FOLLOW_LIMIT", default: .seconds(600)))
        let settler = TicketSettler(
            serviceNow: serviceNow, writes: TicketWriteStore(database: database),
            tasks: TaskSettler(
                serviceNow: serviceNow, writes: TaskWriteStore(database: database), patience: patience,
                lateness: lateness), lateness: lateness, now: fleet.now)
        let states = StateWatch(
            itemStates: serviceNow.itemStates,
            incidentStates: try IncidentSettings(fleet.settings) == nil ? nil : serviceNow.incidentStates,
            logger: fleet.logger, lookUp: { try await serviceNow.stateChoices(of: $0) })
        let desk = try OperatorDesk(of: fleet)
        let trail = AuditTrail(database: GroupCommit(database: fleet.database))
        let notifications = try Notifications(fleet)
        let incidents = try Incidents(fleet, serviceNow: serviceNow, lateness: lateness, trail: trail)
        let watches: [(any Service)?] = [notifications.watch, incidents.watch]
        return ServiceParts(
            schema: "audit", migrations: AuditSchema.migrations,
            stages: [
                RecordHandler(
                    trail: trail, incidentStates: incidents.stage.desk == nil ? nil : serviceNow.incidentStates,
                    now: fleet.now),
                SettlementHandler(
                    settler: settler, turns: TurnTaking(leases: TicketLeases(database: fleet.database)), now: fleet.now,
                    obstacle: states.itemProblem),
                notifications.stage,
                incidents.stage,
            ],
            background: try RecordKeeping.services(of: fleet) + [desk.sweep, states] + watches.compactMap(\.self),
            probes: notifications.probes.merging([
                .serviceNow: {
                    try await serviceNow.probe()
                    states.lookAgain()
                }
            ]) { $1 },
            checks: [Readiness.Check("servicenow states") { states.problem() }],
            routes: desk.add)
    }
}
