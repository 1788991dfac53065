import OrderedCollections

/// Decides which fault, if any, a request meets. Pure: no clock, no I/O, and its chances come from the rules' seeds.
///
/// Every rule counts the requests that match it, whether or not another rule fires for them; of the rules that would
/// fire for a request, the first in the list wins.
public struct FaultEngine: Sendable {
    private struct Armed: Sendable {
        let rule: FaultRule
        var random: SeededRandom
        var matchCount = 0
        var firedCount = 0
    }

    private var armed: [Armed] = []

    /// An engine without rules.
    public init() {}

    /// Reads a list of rules.
    ///
    /// - Throws: ``MalformedInput`` that says which rule is wrong, counted from 1, and why.
    public init(_ json: JSONValue) throws {
        guard let list = json.array else { throw MalformedInput("The fault rules must be a list.") }
        guard list.count <= 1000 else { throw MalformedInput("There can be 1000 fault rules at most.") }
        armed = try list.enumerated().map { index, json in
            do {
                let rule = try FaultRule(json)
                return Armed(rule: rule, random: SeededRandom(seed: rule.seed))
            } catch let problem as MalformedInput {
                throw MalformedInput("Rule \(index + 1): \(problem)")
            }
        }
    }

    public var isEmpty: Bool { armed.isEmpty }

    /// Counts a request and returns what is to happen with it; nil for nothing unusual.
    ///
    /// - Parameter path: Percent-decoded, without the query.
    public mutating func decide(method: String, path: String) -> FaultAction? {
        var winner: Int?
        for index in armed.indices where armed[index].rule.matches(method: method, path: path) {
            armed[index].matchCount += 1
            let rule = armed[index].rule
            guard rule.occurrence.includes(armed[index].matchCount) else { continue }
            if let probability = rule.probability {
                // Drawn even if an earlier rule wins, so that a rule's chances depend on its own matches alone.
                guard Double.random(in: 0..<1, using: &armed[index].random) < probability else { continue }
            }
            if winner == nil { winner = index }
        }
        guard let winner else { return nil }
        armed[winner].firedCount += 1
        return armed[winner].rule.action
    }

    /// The rules as they were given, each with how often it matched and fired.
    public var json: JSONValue {
        .array(
            armed.map { armed in
                var members = armed.rule.source.object ?? [:]
                members["matched"] = .integer(armed.matchCount)
                members["fired"] = .integer(armed.firedCount)
                return .object(members)
            })
    }
}
