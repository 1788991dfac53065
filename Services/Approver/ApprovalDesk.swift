import Domain
import Entra
import Fleet
import Foundation
import Hummingbird
import Logging
import SignIn

/// What the Approver has for people who decide: the clock that asks them, the sweep that states what they said, and their pages.
struct ApprovalDesk: Sendable {
    let cases: CaseStore
    let clock: CaseClock
    let sweep: EntrySweep
    /// Nil where no session key is configured: then the pages are off, and say so.
    let pages: ApprovalPages?
    let delegations: DelegationPages?

    /// After how long it is looked at again whether those who are asked can still decide.
    static let recheck = "LANDFALL_APPROVAL_RECHECK"

    /// - Throws: ``Fleet/ConfigurationError``
    init(of fleet: Fleet) throws {
        let settings = fleet.settings
        let links = try ApprovalLinks(settings)
        let recheck = try settings.duration(Self.recheck, default: .seconds(3_600))
        let directory = GraphDirectory(graph: try fleet.graph())
        let store = DelegationStore(database: fleet.database)
        let pools = PoolReader(directory: directory, delegations: store)
        let (opened, stated) = (ChangeSignal(), ChangeSignal())
        cases = CaseStore(
            database: fleet.database, links: links, origin: fleet.identity.origin, recheck: recheck / .seconds(1))
        clock = CaseClock(
            cases: cases, pools: pools, now: fleet.now, arrivals: opened, entries: stated, logger: fleet.logger)
        sweep = EntrySweep(
            entries: EntryStore(database: fleet.database), publisher: fleet.publisher, arrivals: stated,
            logger: fleet.logger)
        let guarded = try fleet.signIn(at: links.base, roles: []).map { GuardedPages(signIn: $0, role: nil) }
        let desk = DecisionDesk(cases: cases, pools: pools, now: fleet.now, moved: opened, entries: stated)
        pages = guarded.map {
            ApprovalPages(pages: $0, links: links, cases: desk.cases, pools: pools, desk: desk, now: fleet.now)
        }
        delegations = guarded.map {
            DelegationPages(pages: $0, links: links, delegations: store, directory: directory, now: fleet.now)
        }
        if guarded == nil {
            fleet.logger.notice("the pages to decide on are off: LANDFALL_SESSION_KEY_FILE is not set")
        }
    }

    @Sendable func add(to router: Router<BasicRequestContext>) {
        guard let pages, let delegations else { return PagesOff().add(to: router) }
        pages.pages.signIn.add(to: router)
        pages.add(to: router)
        delegations.add(to: router)
    }
}
