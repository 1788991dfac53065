import Domain
import Fleet
import Teams

/// Where the cards' buttons lead.
struct NoticeLinks: Hashable, Sendable {
    let runs: RunLinks
    /// The ServiceNow instance, without a slash at its end.
    let serviceNow: String

    init(runs: RunLinks, serviceNow: String) {
        self.runs = runs
        self.serviceNow = serviceNow
    }

    /// - Throws: ``Fleet/ConfigurationError``
    init(_ settings: Settings) throws(ConfigurationError) {
        self.init(runs: try RunLinks(settings), serviceNow: try settings.baseURL("LANDFALL_SERVICENOW_URL"))
    }

    func look(at run: RunID) -> CardLink? { CardLink("Look at the run", runs.run(run)) }
    func retry(_ run: RunID) -> CardLink? { CardLink("Retry", runs.retry(run)) }
    func rollback(_ run: RunID) -> CardLink? { CardLink("Roll back", runs.rollback(run)) }

    /// The page on which people decide, as the event names it.
    func decide(_ question: ApprovalQuestion) -> CardLink? { CardLink("Decide", question.link) }

    /// The ticket's form, as ServiceNow shows it within its frame.
    func open(_ ticket: Ticket) -> CardLink? {
        // A sys_id has no character that would have to be encoded.
        CardLink("Open \(ticket.number)", "\(serviceNow)/nav_to.do?uri=sc_req_item.do%3Fsys_id%3D\(ticket.sysID)")
    }
}
