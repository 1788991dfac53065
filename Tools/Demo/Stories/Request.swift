/// A request that a story follows: who asks for what, and the ticket that it became.
struct Request: Sendable {
    let person: Directory.Entry
    let entitlements: [String]
    let ordered: Ordered
    let approvers: [String]
    /// How many writes had taken effect in Entra before: what an earlier telling did is not this one's.
    private let earlierWrites: Int

    /// Orders access, and says so. The ticket then waits for its approver.
    static func order(
        _ entitlements: String..., for userName: String, in world: World, _ telling: inout Telling
    ) async throws -> Request {
        let person = try await world.directory.person(userName)
        let earlierWrites = try await world.directory.writeCount()
        let ordered = try await world.serviceNow.order(.access(to: entitlements, for: userName))
        let approvers = try await world.serviceNow.approvers(of: ordered)
        telling.say(
            "\(person.displayName) asks for \(Narrator.enumeration(entitlements)): \(ordered.item.number).")
        return Request(
            person: person, entitlements: entitlements, ordered: ordered, approvers: approvers,
            earlierWrites: earlierWrites)
    }

    /// Has it approved, and says so.
    func approve(in world: World, _ telling: inout Telling) async throws {
        try await world.serviceNow.approve(ordered)
        let names =
            approvers.isEmpty ? "Nobody has to approve it" : "\(approvers.joined(separator: " and ")) approves it"
        telling.say("\(names). ServiceNow tells Landfall.")
    }

    func ticket(in world: World) async throws -> Ticket { try await world.serviceNow.ticket(ordered) }

    /// The writes in Entra that touched the person since the order.
    func writes(in world: World) async throws -> [JournalEntry] {
        try await world.directory.writes(touching: person, after: earlierWrites)
    }

    /// The ticket, once it is closed or the time is up.
    func closedTicket(in world: World) async throws -> Ticket {
        try await world.look(at: { try await ticket(in: world) }, until: { $0.state?.isOpen == false })
    }
}
