/// Who names whom in `conflicts_with`, over all items of a policy: an entitlement of one name is one, wherever it stands.
struct ConflictGraph {
    private struct Entry {
        var item: Int
        var path: String
        var entitlement: Entitlement
    }

    private let entries: [Entry]

    init(_ policy: Policy) {
        entries = policy.catalogItems.enumerated().flatMap { index, item in
            item.entitlements.enumerated().map { place, entitlement in
                Entry(item: index, path: "catalog_items[\(index)].entitlements[\(place)]", entitlement: entitlement)
            }
        }
    }

    func collectProblems(_ log: inout ProblemLog) {
        let groups = Dictionary(grouping: entries, by: \.entitlement.name)
        var edges: [String: [String]] = [:]
        for entry in entries {
            let (own, place) = (entry.entitlement, "\(entry.path).conflicts_with")
            log.unique(own.conflictsWith, in: place)
            for (index, name) in own.conflictsWith.enumerated() {
                let path = "\(place)[\(index)]"
                guard let others = groups[name] else {
                    log.add(path, "“\(name)” is no entitlement of this policy\(Self.hint(name, among: groups.keys))")
                    continue
                }
                guard name != own.name else {
                    log.add(path, "\(name) can't conflict with itself")
                    continue
                }
                log.require(
                    !others.contains { $0.entitlement.group == own.group }, path,
                    "“\(name)” is the same group as “\(own.name)”, so whoever has one has both")
                if let circle = Self.circle(from: own.name, to: name, edges) {
                    log.add(path, circle)
                } else if edges[own.name]?.contains(name) != true {
                    edges[own.name, default: []].append(name)
                }
            }
        }
        collectAmbiguous(groups, &log)
    }

    /// What is wrong with one more name, if it closes a circle; it is left out of those that are looked at after it.
    private static func circle(from: String, to: String, _ edges: [String: [String]]) -> String? {
        guard let way = way(from: to, to: from, edges) else { return nil }
        let circle = (way + [to]).map { "“\($0)”" }.joined(separator: " → ")
        let advice =
            way.count == 2 ? "take “\(to)” out here" : "name “\(from)” under “\(to)” instead of “\(to)” here"
        return "closes a circle, \(circle); a conflict holds both ways, so each pair is named once: \(advice)"
    }

    /// The shortest way along `edges`, both ends included; nil where there is none.
    private static func way(from: String, to: String, _ edges: [String: [String]]) -> [String]? {
        var before: [String: String] = [:]
        var (seen, queue): (Set<String>, [String]) = ([from], [from])
        var index = 0
        while index < queue.count {
            let name = queue[index]
            index += 1
            if name == to {
                var way = [to]
                while let last = way.last, last != from, let step = before[last] { way.append(step) }
                return way.reversed()
            }
            for next in edges[name] ?? [] where seen.insert(next).inserted {
                before[next] = name
                queue.append(next)
            }
        }
        return nil
    }

    /// A name that stands for several groups doesn't say what conflicts.
    private func collectAmbiguous(_ groups: [String: [Entry]], _ log: inout ProblemLog) {
        let concerned = Set(entries.flatMap(\.entitlement.conflictsWith)).union(
            entries.filter { !$0.entitlement.conflictsWith.isEmpty }.map(\.entitlement.name))
        for name in concerned.sorted() {
            guard let all = groups[name], let first = all.first else { continue }
            // In one item a name stands once; that it doesn't is said already.
            for entry in all where entry.item != first.item && entry.entitlement.group != first.entitlement.group {
                log.add(
                    "\(entry.path).group",
                    "“\(name)” is another group at \(first.path), and conflicts go by the name; give one of them another name"
                )
            }
        }
    }

    private static func hint(_ name: String, among names: some Collection<String>) -> String {
        Spelling.nearest(to: name, among: names).map { "; is “\($0)” meant?" } ?? ""
    }
}
