/// A higher-risk request waits for a second person, who decides on the Approver's page; then it lands.
struct SecondPersonStory: Story {
    let number = 2
    let title = "a higher-risk request waits for a second person"

    func tell(in world: World, _ telling: inout Telling) async throws {
        let group = try await world.directory.group(named: "APP-FIN-ADMINS")
        let owner = try await world.directory.person("farid.haddad@contoso.example")
        let request = try await Request.order(group.displayName, for: "ana.silva@contoso.example", in: world, &telling)
        try await request.approve(in: world, &telling)
        telling.say("The policy says that one of the group's owners has to decide, too: \(owner.displayName) is asked.")

        var visitor = world.visitor(owner)
        let list = try await world.look(
            at: { try await visitor.list() }, until: { $0.link(about: request.ordered.item.number) != nil })
        guard let address = list.link(about: request.ordered.item.number) else {
            throw DemoFailure("nothing waits for \(owner.displayName) on the Approver's page: \(list.state)")
        }
        var own = world.visitor(request.person)
        telling.check(.ownRequest(try await own.open(address), of: request.person))
        telling.check(.noWrite(try await request.writes(in: world), touching: request.person))

        let clock = ContinuousClock()
        let start = clock.now
        telling.say("\(owner.displayName) signs in, reads what it is about, and approves it.")
        let decided = try await visitor.approve(
            at: address, on: try await visitor.open(address), comment: "Agreed for the closing of the year")
        telling.check(.decided(decided, by: owner))
        let ticket = try await request.closedTicket(in: world)
        telling.check(.closedComplete(ticket, after: clock.now - start))
        telling.check(
            .closingNote(ticket, names: [request.person.displayName, group.displayName, owner.displayName]))
        if let note = ticket.workNotes.last { telling.quote(note) }
        telling.check(.oneWrite(try await request.writes(in: world), adding: request.person, to: group))
    }
}
