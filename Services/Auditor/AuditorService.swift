import Audit
import Domain
import Fleet
import ServiceNow

/// Keeps every event for good, and tells the ticket what happened: no more and no less.
enum AuditorService {
    static func parts(of fleet: Fleet) throws -> ServiceParts {
        let serviceNow = try fleet.serviceNow(calls: 2)
        // An instance cuts a transaction after 60 s.
        let lateness = try fleet.settings.duration("LANDFALL_SERVICENOW_LATENESS", default: .seconds(65))
        let database = GroupCommit(database: fleet.database)
        let settler = TicketSettler(
            serviceNow: serviceNow, writes: TicketWriteStore(database: database), lateness: lateness, now: fleet.now)
        let desk = try OperatorDesk(of: fleet)
        let trail = AuditTrail(database: GroupCommit(database: fleet.database))
        let notifications = try Notifications(fleet)
        return ServiceParts(
            schema: "audit", migrations: AuditSchema.migrations,
            stages: [
                RecordHandler(trail: trail, now: fleet.now),
                SettlementHandler(
                    settler: settler, turns: TurnTaking(leases: TicketLeases(database: fleet.database)), now: fleet.now),
                notifications.stage,
                try Incidents.handler(of: fleet, serviceNow: serviceNow, lateness: lateness, trail: trail),
            ],
            background: try RecordKeeping.services(of: fleet) + [desk.sweep] + [notifications.watch].compactMap(\.self),
            probes: notifications.probes.merging([.serviceNow: { try await serviceNow.probe() }]) { $1 },
            routes: desk.add)
    }
}
