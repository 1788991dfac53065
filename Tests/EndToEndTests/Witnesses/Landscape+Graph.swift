/// A change of a group's members that took effect in Entra, as the simulator's journal tells it.
struct MembershipWrite: Sendable {
    let at: String
    /// `member.added` or `member.removed`.
    let effect: String
    let group: String
    let member: String

    init?(_ entry: JSON) {
        guard let effect = entry["effect"].string, effect.hasPrefix("member."), let group = entry["group_id"].string,
            let member = entry["member_id"].string
        else { return nil }
        self.effect = effect
        self.group = group
        self.member = member
        at = entry["at"].string ?? ""
    }

    func concerns(_ request: Request) -> Bool {
        member == request.person.objectID && request.entitlements.contains { $0.group == group }
    }
}

extension Landscape {
    /// Every change of members that took effect in Entra, in order.
    /// - Throws: `HarnessError` when there was a write of another kind: nothing here may make one.
    func membershipWrites() async throws -> [MembershipWrite] {
        let entries = try await graph.get("/_sim/journal").array ?? []
        return try entries.map { entry in
            guard let write = MembershipWrite(entry) else { throw HarnessError("an unheard-of write: \(entry)") }
            return write
        }
    }

    /// Whether the person is in the group, after all writes.
    func isMember(_ request: Request) async throws -> Bool {
        try await membershipWrites().last { $0.concerns(request) }?.effect == "member.added"
    }
}
