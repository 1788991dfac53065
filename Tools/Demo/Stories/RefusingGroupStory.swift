/// One of three groups refuses: what was added to the other two is removed again, the ticket says so, an incident has all of it, and a card in
/// Teams offers Retry.
struct RefusingGroupStory: Story {
    let number = 5
    let title = "one of three groups refuses"

    private let userName = "ivy.brown@contoso.example"
    private let full = "APP-LICENSED-SEATS"

    func tell(in world: World, _ telling: inout Telling) async throws {
        let first = try await world.directory.group(named: "APP-SALES-REPORTS")
        let second = try await world.directory.group(named: "APP-SALES-FORECAST")
        let before = try await world.directory.memberships(of: try await world.directory.person(userName))
        telling.say("\(full) has as many members as it may have. Only Graph knows, and says so when asked to add one.")
        let request = try await Request.order(
            first.displayName, second.displayName, full, for: userName, in: world, &telling)
        let clock = ContinuousClock()
        let start = clock.now
        try await request.approve(in: world, &telling)

        let ticket = try await world.look(
            at: { try await request.ticket(in: world) },
            until: { $0.hasNote(saying: "Reverted") || $0.state?.isOpen == false })
        telling.check(.open(ticket, after: clock.now - start))
        telling.check(
            .revertedNote(ticket, naming: request.entitlements, why: "The group can't take more members"))
        if let note = ticket.workNotes.last { telling.quote(note) }
        telling.check(
            .takenBack(try await request.writes(in: world), of: request.person, in: [first, second]))
        let card = try await world.look(
            at: { try await world.channel.card(about: ticket.number, offering: "Retry") }, until: { $0 != nil })
        telling.check(.card(card, about: ticket.number, offering: "Retry"))
        let incidents = try await world.look(
            at: { try await world.serviceNow.incidents(about: request.ordered) }, until: { !$0.isEmpty })
        let names = request.entitlements + [request.person.displayName, "graph.quota_exceeded"] + request.approvers
        telling.check(.oneIncident(incidents, about: ticket, naming: names + ["Retry: "]))
        if let incident = incidents.first { telling.quote(incident.title) }
        // Replicas learn of a removal one after the other.
        let after = try await world.look(
            at: { try await world.directory.memberships(of: request.person) },
            until: { $0 == before })
        telling.check(.sameMemberships(before, after, of: request.person))
    }
}
