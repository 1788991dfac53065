import Entra
import Fleet

/// What goes together of the calls to Graph.
struct GatheringRule: Hashable, Sendable {
    /// How long to gather.
    var window: Duration
    /// How many go together at most; with 1 each goes by itself, at once.
    var limit = GraphClient.maximumAtOnce

    init(window: Duration = .milliseconds(5), limit: Int = GraphClient.maximumAtOnce) {
        self.window = window
        self.limit = limit
    }

    /// - Throws: ``Fleet/ConfigurationError``
    init(_ settings: Settings) throws(ConfigurationError) {
        self.init()
        window = try settings.duration("LANDFALL_GATHER_WINDOW", default: window)
        limit = try settings.integer("LANDFALL_GATHER_LIMIT", default: limit, in: 1...GraphClient.maximumAtOnce)
    }
}
