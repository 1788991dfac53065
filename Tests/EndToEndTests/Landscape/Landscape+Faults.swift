import Foundation

/// A rule for a simulator to misbehave by, in the form of `POST /_sim/faults`.
struct Fault: Sendable, Hashable {
    /// Nil: any.
    var method: String?
    /// A regular expression on the path.
    let path: String
    /// Every match, or these.
    var nth: JSON = "every"
    /// What happens instead of the answer.
    let act: JSON
    /// How likely it is for each match, and what decides it; nil: each time.
    var chance: Chance?

    struct Chance: Sendable, Hashable {
        let probability: Double
        let seed: Int
    }

    var json: JSON {
        var match: [String: JSON] = ["path": .string(path)]
        if let method { match["method"] = .string(method) }
        var rule: [String: JSON] = ["match": .object(match), "nth": nth, "act": act]
        if let chance {
            rule["probability"] = .number(chance.probability)
            rule["seed"] = .integer(chance.seed)
        }
        return .object(rule)
    }
}

extension Landscape {
    /// Replaces a simulator's faults; none clears them.
    func misbehave(_ simulator: SimulatorKind, _ faults: [Fault]) async throws {
        try await caller(ports[simulator]).expect("POST", "/_sim/faults", json: .array(faults.map(\.json)))
    }

    /// How many requests with this in their path a simulator has seen.
    func requestCount(_ simulator: SimulatorKind, path: String) async throws -> Int {
        let requests = try await caller(ports[simulator]).get("/_sim/requests").array ?? []
        return requests.count { $0["path"].string?.contains(path) == true }
    }
}
