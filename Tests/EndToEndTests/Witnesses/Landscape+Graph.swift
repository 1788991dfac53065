import Foundation

/// A write that took effect in Entra, as the simulator's journal tells it.
struct GraphWrite: Sendable {
    let at: String
    let effect: String
    private let entry: JSON

    init(_ entry: JSON) {
        at = entry["at"].string ?? ""
        effect = entry["effect"].string ?? ""
        self.entry = entry
    }

    /// Whether the write touched both the person and the group.
    func concerns(_ request: Request) -> Bool {
        let touched = entry.strings
        return touched.contains(request.person.objectID) && touched.contains(request.entitlement.group)
    }
}

extension Landscape {
    /// Every write that took effect in Entra, in order.
    func graphWrites() async throws -> [GraphWrite] {
        (try await graph.get("/_sim/journal").array ?? []).map(GraphWrite.init)
    }

    /// Whether the person is in the group, as Graph's primary has it.
    func isMember(_ request: Request) async throws -> Bool {
        let groups = try await graph.get("/_sim/state")["groups"]
        let all = groups.array ?? groups.object.map { Array($0.values) } ?? []
        return all.contains { group in
            group["id"].string == request.entitlement.group
                && group["members"].strings.contains(request.person.objectID)
        }
    }
}
