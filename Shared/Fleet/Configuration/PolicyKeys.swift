import Domain
import Yams

/// Finds the keys of a policy file that no policy has: a misspelt one would otherwise pass in silence.
enum PolicyKeys {
    /// A line for each unknown key, with its path and the key that may be meant.
    ///
    /// What isn't of the kind that the shape says is passed over: decoding refuses it.
    static func problems(in node: Node, _ shape: PolicyShape = Policy.shape, at path: String = "") -> [String] {
        switch (shape, node) {
        case (.keys(let known), .mapping(let mapping)):
            mapping.flatMap { key, value -> [String] in
                // `<<` takes keys over from another mapping, which is a mapping of this level, or a list of them.
                if key.tag == Tag(.merge) {
                    let mappings = value.sequence.map { Array($0) } ?? [value]
                    return mappings.flatMap { problems(in: $0, shape, at: path) }
                }
                guard let name = key.string else { return ["\(place(path)) has a key that is no text"] }
                let here = path.isEmpty ? name : "\(path).\(name)"
                guard let shape = known[name] else { return [unknown(name, at: here, known.keys)] }
                return problems(in: value, shape, at: here)
            }
        case (.list(let shape), .sequence(let sequence)):
            sequence.enumerated().flatMap { problems(in: $1, shape, at: "\(path)[\($0)]") }
        default: []
        }
    }

    private static func place(_ path: String) -> String { path.isEmpty ? "the policy" : path }

    private static func unknown(_ name: String, at path: String, _ known: some Collection<String>) -> String {
        guard let meant = nearest(to: name, among: known) else { return "\(path) is not a key that a policy has" }
        return "\(path) is not a key that a policy has; is “\(meant)” meant?"
    }

    /// The key that is two slips away at most, and shares at least half of its letters.
    static func nearest(to name: String, among known: some Collection<String>) -> String? {
        known
            .map { (key: $0, slips: slips(from: name, to: $0)) }
            .filter { $0.slips <= min(2, $0.key.count / 2) }
            .min { ($0.slips, $0.key) < ($1.slips, $1.key) }?
            .key
    }

    /// How many letters have to be put in, taken out, or replaced (Levenshtein's distance). Letter case is a slip, too.
    private static func slips(from one: String, to other: String) -> Int {
        let other = Array(other)
        var row = Array(0...other.count)
        for (index, letter) in one.prefix(80).enumerated() {
            var next = [index + 1]
            for (column, candidate) in other.enumerated() {
                next.append(min(row[column] + (letter == candidate ? 0 : 1), row[column + 1] + 1, next[column] + 1))
            }
            row = next
        }
        return row.last ?? 0
    }
}
