import Domain
import Yams

/// Goes through a YAML tree beside the shape that it should have: notes what is where, and what isn't as it should be, and puts something of
/// the right shape in the place of that, so that the rest can be looked at, too.
struct ShapeWalk {
    /// What the file is, for messages.
    let subject: String
    private(set) var problems: [PolicyProblem] = []
    /// Where each path stands. What an alias brings in stands where its anchor is.
    private var places: [String: PolicyProblem.Place] = [:]
    private var mended: [String] = []

    init(subject: String) { self.subject = subject }

    /// The problem, with the place of its path, or of the nearest that is there above it.
    func placing(_ problem: PolicyProblem) -> PolicyProblem {
        guard problem.place == nil else { return problem }
        var placed = problem
        var path = problem.path[...]
        while true {
            if let place = places[String(path)] {
                placed.place = place
                return placed
            }
            guard let end = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { break }
            path = path[..<end]
        }
        placed.place = places[""]
        return placed
    }

    /// Whether something at this path, or above it, was put there by the walk.
    func isMended(_ path: String) -> Bool {
        mended.contains { path == $0 || path.hasPrefix($0 + ".") || path.hasPrefix($0 + "[") }
    }

    /// - Returns: a tree of that shape, without merge keys and unknown keys.
    mutating func mend(_ node: Node, _ shape: PolicyShape, at path: String) -> Node {
        if places[path] == nil { places[path] = node.mark.map(YAMLTrouble.place) }
        if Self.isNull(node) {
            return refuse(path, path.isEmpty ? "it is empty" : "has no value", shape)
        }
        switch (shape, node) {
        case (.text(let text), .scalar(let scalar)):
            guard text.takes(scalar.string) else {
                return refuse(path, "“\(scalar.string.prefix(80))” must be \(text.kind)", shape)
            }
            return node
        case (.number, .scalar(let scalar)):
            guard Int(scalar.string) != nil else {
                return refuse(path, "“\(scalar.string.prefix(80))” must be a whole number", shape)
            }
            return node
        case (.truth, .scalar(let scalar)):
            guard ["true", "false"].contains(scalar.string) else {
                return refuse(path, "“\(scalar.string.prefix(80))” must be true or false", shape)
            }
            return node
        case (.list(let element, _), .sequence(let sequence)):
            return Node(sequence.enumerated().map { mend($1, element, at: "\(path)[\($0)]") })
        case (.keys(let keys, _), .mapping(let mapping)):
            return mend(mapping, keys, at: path)
        case (.names(let value), .mapping(let mapping)):
            return Node(
                pairs(of: mapping, at: path).map { name, _, node in
                    (Node(name), mend(node, value, at: Self.path(path, name)))
                })
        default:
            return refuse(path, "must be \(Self.kind(shape))", shape)
        }
    }

    private mutating func mend(_ mapping: Node.Mapping, _ keys: [PolicyShape.Key], at path: String) -> Node {
        var pairs: [(Node, Node)] = []
        var there: Set<String> = []
        for (name, key, value) in self.pairs(of: mapping, at: path) {
            let here = Self.path(path, name)
            places[here] = (key.mark ?? value.mark).map(YAMLTrouble.place)
            guard let known = keys.first(where: { $0.name == name }) else {
                problems.append(PolicyProblem(path: here, message: unknown(name, keys.map(\.name))))
                continue
            }
            there.insert(name)
            pairs.append((Node(name), mend(value, known.shape, at: here)))
        }
        for key in keys where key.isRequired && !there.contains(key.name) {
            pairs.append((Node(key.name), refuse(Self.path(path, key.name), "is missing", key.shape)))
        }
        return Node(pairs)
    }

    /// The keys of a mapping with those that `<<` takes over from others: its own win, then those of the first mapping that is named.
    private mutating func pairs(of mapping: Node.Mapping, at path: String) -> [(name: String, key: Node, value: Node)] {
        var pairs: [(name: String, key: Node, value: Node)] = []
        var merged: [Node.Mapping] = []
        for (key, value) in mapping {
            if key.tag == Tag(.merge) {
                let sources = value.sequence.map { Array($0) } ?? [value]
                merged += sources.compactMap(\.mapping)
                if sources.contains(where: { $0.mapping == nil }) {
                    problems.append(
                        PolicyProblem(
                            path: path, message: "<< must name a mapping, or a list of them",
                            place: key.mark.map(YAMLTrouble.place)))
                }
            } else if let name = key.string {
                pairs.append((name, key, value))
            } else {
                problems.append(
                    PolicyProblem(
                        path: path, message: "has a key that is no text", place: key.mark.map(YAMLTrouble.place)))
            }
        }
        for source in merged {
            for pair in self.pairs(of: source, at: path) where !pairs.contains(where: { $0.name == pair.name }) {
                pairs.append(pair)
            }
        }
        return pairs
    }

    private mutating func refuse(_ path: String, _ message: String, _ shape: PolicyShape) -> Node {
        problems.append(PolicyProblem(path: path, message: message))
        mended.append(path)
        return Self.substitute(shape, for: path)
    }

    private func unknown(_ name: String, _ known: [String]) -> String {
        let guess = Spelling.nearest(to: name, among: known).map { "; is “\($0)” meant?" } ?? ""
        return "is not a key that a \(subject) has here\(guess)"
    }

    private static func path(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    private static func isNull(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
