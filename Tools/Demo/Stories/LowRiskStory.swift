/// A low-risk request lands.
struct LowRiskStory: Story {
    let number = 1
    let title = "a low-risk request lands"

    func tell(in world: World, _ telling: inout Telling) async throws {
        let group = try await world.directory.group(named: "APP-FIN-READERS")
        let request = try await Request.order(
            group.displayName, for: "ana.silva@contoso.example", in: world, &telling)
        let clock = ContinuousClock()
        let start = clock.now
        try await request.approve(in: world, &telling)
        let ticket = try await request.closedTicket(in: world)
        telling.check(.closedComplete(ticket, after: clock.now - start))
        telling.check(
            .closingNote(ticket, names: [request.person.displayName, group.displayName] + request.approvers))
        if let note = ticket.workNotes.last { telling.quote(note) }
        telling.check(
            .oneWrite(
                try await request.writes(in: world), adding: request.person, to: group))
    }
}
