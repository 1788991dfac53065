import Domain
import Fleet
import Hummingbird
import Logging
import Postgres
import ServiceLifecycle
import SignIn

/// What the Auditor has for operators: the pages, and the sweep that states what they have asked for.
struct OperatorDesk: Sendable {
    let sweep: OrderSweep
    /// Nil where no session key is configured: then the pages are off, and say so.
    let pages: OperatorPages?

    /// - Throws: ``Fleet/ConfigurationError``
    init(of fleet: Fleet) throws {
        let settings = fleet.settings
        let runs = RunRecords(database: fleet.database)
        let orders = OrderStore(database: fleet.database)
        let arrivals = ChangeSignal()
        // What was asked for is stated even if the pages have been turned off since.
        sweep = OrderSweep(
            orders: orders, runs: runs, publisher: fleet.publisher, arrivals: arrivals, logger: fleet.logger)
        let links = try RunLinks(settings)
        let role = settings.string("LANDFALL_OPERATOR_ROLE") ?? "Landfall.Operator"
        let rule = try SecondPersonRule(settings)
        let patience = try settings.duration("LANDFALL_ROLLBACK_PATIENCE", default: .seconds(86_400))
        pages = try fleet.signIn(at: links.base, roles: [role]).map { signIn in
            OperatorPages(
                pages: GuardedPages(signIn: signIn, role: role), links: links, runs: runs, orders: orders, rule: rule,
                patience: patience, arrivals: arrivals)
        }
        if pages == nil {
            fleet.logger.notice("the pages for operators are off: LANDFALL_SESSION_KEY_FILE is not set")
        }
    }

    @Sendable func add(to router: Router<BasicRequestContext>) {
        guard let pages else { return PagesOff().add(to: router) }
        pages.add(to: router)
    }
}
