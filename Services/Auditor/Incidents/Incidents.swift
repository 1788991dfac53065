import Domain
import Fleet
import Logging
import ServiceNow

/// Puts together what incidents are made of.
enum Incidents {
    /// - Throws: ``Fleet/ConfigurationError``
    static func handler(
        of fleet: Fleet, serviceNow: ServiceNowClient, lateness: Duration, trail: AuditTrail
    ) throws(ConfigurationError) -> IncidentHandler {
        guard let settings = try IncidentSettings(fleet.settings) else {
            fleet.logger.notice("no incidents are opened: LANDFALL_INCIDENT_GROUP is not set")
            return IncidentHandler(desk: nil)
        }
        let instance = try fleet.settings.baseURL("LANDFALL_SERVICENOW_URL")
        let database = GroupCommit(database: fleet.database)
        let settler = IncidentSettler(
            serviceNow: serviceNow, store: IncidentStore(database: database), settings: settings, lateness: lateness,
            now: fleet.now)
        return IncidentHandler(
            desk: IncidentDesk(
                settler: settler, history: IncidentHistory(database: database), trail: trail,
                turns: TurnTaking(leases: TicketLeases(database: fleet.database, table: "incident_turns")),
                links: try RunLinks(fleet.settings),
                ticketPage: { "\(instance)/sc_req_item.do?sys_id=\($0.sysID)" }, now: fleet.now))
    }
}
