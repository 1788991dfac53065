import Audit
import Domain
import Fleet
import ServiceLifecycle
import ServiceNow

/// Keeps every event for good, and tells the ticket what happened: no more and no less.
enum AuditorService {
    static func parts(of fleet: Fleet) throws -> ServiceParts {
        let serviceNow = try fleet.serviceNow()
        let database = GroupCommit(database: fleet.database)
        let settler = TicketSettler(
            serviceNow: serviceNow, writes: TicketWriteStore(database: database), now: fleet.now)
        let desk = try OperatorDesk(of: fleet)
        let trail = AuditTrail(database: GroupCommit(database: fleet.database))
        let notifications = try Notifications(fleet)
        let incidents = try Incidents(fleet, serviceNow: serviceNow, trail: trail)
        let watches: [(any Service)?] = [notifications.watch, incidents.watch]
        return ServiceParts(
            schema: "audit", migrations: AuditSchema.migrations,
            stages: [
                RecordHandler(trail: trail, opensIncidents: incidents.stage.desk != nil, now: fleet.now),
                SettlementHandler(
                    settler: settler, turns: TurnTaking(leases: TicketLeases(database: fleet.database)), now: fleet.now),
                notifications.stage,
                incidents.stage,
            ],
            background: try RecordKeeping.services(of: fleet) + [desk.sweep] + watches.compactMap(\.self),
            probes: notifications.probes.merging([.serviceNow: { try await serviceNow.probe() }]) { $1 },
            routes: desk.add)
    }
}
