import Domain
import Fleet

/// Where people decide: addresses of the Approver's pages, for cards, tickets and tasks.
struct ApprovalLinks: Hashable, Sendable {
    /// How browsers reach the Approver, without a slash at its end.
    let base: String

    init(base: String) {
        self.base = base
    }

    /// - Throws: ``Fleet/ConfigurationError``
    init(_ settings: Settings) throws(ConfigurationError) {
        self.init(base: try settings.baseURL("LANDFALL_APPROVER_URL", default: "http://127.0.0.1:8403"))
    }

    /// A plan to decide about. A link alone changes nothing.
    func request(_ run: RunID) -> String { "\(base)/approvals/\(run)" }
    /// What waits for whoever is signed in.
    var list: String { "\(base)/approvals" }
    var delegations: String { "\(base)/delegations" }
}
