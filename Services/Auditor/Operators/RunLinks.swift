import Domain
import Fleet

/// Where people look at a run, and act on it: addresses of the Auditor's pages, for cards, incidents and tasks.
struct RunLinks: Hashable, Sendable {
    /// How browsers reach the Auditor, without a slash at its end.
    let base: String

    init(base: String) {
        self.base = base
    }

    /// - Throws: ``Fleet/ConfigurationError``
    init(_ settings: Settings) throws(ConfigurationError) {
        self.init(base: try settings.baseURL("LANDFALL_AUDITOR_URL", default: "http://127.0.0.1:8405"))
    }

    /// The run, and what became of it.
    func run(_ run: RunID) -> String { "\(base)/runs/\(run)" }
    /// Asks before anything is done: a link alone changes nothing.
    func retry(_ run: RunID) -> String { "\(base)/runs/\(run)/retry" }
    /// Asks before anything is done: a link alone changes nothing.
    func rollback(_ run: RunID) -> String { "\(base)/runs/\(run)/rollback" }
}
