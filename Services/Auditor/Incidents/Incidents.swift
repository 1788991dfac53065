import Domain
import Fleet
import Logging
import ServiceNow

/// What of the Auditor has to do with incidents: the stage that tells of failures, and the watch over those that people close.
struct Incidents {
    let stage: IncidentHandler
    /// Nil where closing an incident means nothing.
    let watch: IncidentRetryWatch?

    /// - Throws: ``Fleet/ConfigurationError``
    init(
        _ fleet: Fleet, serviceNow: ServiceNowClient, lateness: Duration, trail: AuditTrail
    ) throws(ConfigurationError) {
        guard let settings = try IncidentSettings(fleet.settings) else {
            fleet.logger.notice("no incidents are opened: LANDFALL_INCIDENT_GROUP is not set")
            stage = IncidentHandler(desk: nil)
            watch = nil
            return
        }
        let instance = try fleet.settings.baseURL("LANDFALL_SERVICENOW_URL")
        let database = GroupCommit(database: fleet.database)
        let settler = IncidentSettler(
            serviceNow: serviceNow,
            store: IncidentStore(database: database, states: serviceNow.incidentStates), settings: settings,
            lateness: lateness, now: fleet.now)
        let history = IncidentHistory(database: database)
        let turns = TurnTaking(leases: TicketLeases(database: fleet.database, table: "incident_turns"))
        stage = IncidentHandler(
            desk: IncidentDesk(
                settler: settler, history: history, trail: trail, turns: turns, links: try RunLinks(fleet.settings),
                ticketPage: { "\(instance)/sc_req_item.do?sys_id=\($0.sysID)" }, now: fleet.now))
        watch =
            settings.closedMeansRetry
            ? IncidentRetryWatch(
                settler: settler, watched: IncidentWatchStore(database: fleet.database), history: history,
                runs: RunRecords(database: fleet.database), orders: OrderStore(database: fleet.database), turns: turns,
                logger: fleet.logger) : nil
    }
}
