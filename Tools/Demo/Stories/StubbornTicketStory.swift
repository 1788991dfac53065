/// Access lands, and ServiceNow doesn't take it: people are told, and when ServiceNow is back the ticket closes by itself. Entra is written once.
struct StubbornTicketStory: Story {
    let number = 6
    let title = "the ticket can't be updated"

    func tell(in world: World, _ telling: inout Telling) async throws {
        let group = try await world.directory.group(named: "APP-FIN-READERS")
        let request = try await Request.order(
            group.displayName, for: "grace.lin@contoso.example", in: world, &telling)
        try await world.serviceNow.setFaults([
            FaultRule(match: .changes(of: request.ordered), nth: .every, act: .init(status: 503))
        ])
        telling.say("From now on ServiceNow answers each change of this ticket with 503.")
        try await request.approve(in: world, &telling)

        let card = try await world.look(
            at: { try await world.channel.card(about: request.ordered.item.number, offering: "Look at the run") },
            until: { $0 != nil })
        telling.check(.card(card, about: request.ordered.item.number, offering: "Look at the run"))
        telling.check(.oneWrite(try await request.writes(in: world), adding: request.person, to: group))
        let stuck = try await request.ticket(in: world)
        telling.check(
            Expectation(
                "ticket", "\(stuck.number) is open",
                seen: "\(stuck.number) is \(stuck.stateLabel), though access is in place",
                isMet: stuck.state?.isOpen == true))
        let incidents = try await world.look(
            at: { try await world.serviceNow.incidents(about: request.ordered) }, until: { !$0.isEmpty })
        telling.check(
            .oneIncident(incidents, about: stuck, naming: [request.person.displayName, "Retry: ", "Rollback: "]))

        try await world.serviceNow.setFaults([])
        telling.say("ServiceNow takes changes again.")
        let clock = ContinuousClock()
        let start = clock.now
        telling.check(.closedComplete(try await request.closedTicket(in: world), after: clock.now - start))
        let after = try await world.look(
            at: { try await world.serviceNow.incidents(about: request.ordered).first },
            until: { $0?.stateLabel == "Resolved" })
        telling.check(.resolved(after))
        telling.check(.oneWrite(try await request.writes(in: world), adding: request.person, to: group))
    }

    func tidyUp(_ world: World) async { try? await world.serviceNow.setFaults([]) }
}
