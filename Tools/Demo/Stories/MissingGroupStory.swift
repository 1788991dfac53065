/// The group behind an entitlement is gone: the request is blocked before anything is written.
struct MissingGroupStory: Story {
    let number = 3
    let title = "the group is gone"

    private let entitlement = "APP-LEGACY-CRM"

    func tell(in world: World, _ telling: inout Telling) async throws {
        let groups = try await world.directory.groups(named: entitlement)
        guard groups.isEmpty else { throw DemoFailure("the story needs \(entitlement) to be deleted, and it is there") }
        telling.say("Somebody has deleted the group \(entitlement) in Entra. The catalogue still offers it.")
        let request = try await Request.order(entitlement, for: "grace.lin@contoso.example", in: world, &telling)
        try await request.approve(in: world, &telling)
        let ticket = try await world.look(
            at: { try await request.ticket(in: world) },
            until: { isBlocked($0) || $0.state?.isOpen == false })
        telling.check(
            Expectation(
                "ticket", "\(ticket.number) is open", seen: "\(ticket.number) is open: \(ticket.stateLabel)",
                isMet: ticket.state?.isOpen == true))
        telling.check(
            Expectation(
                "owner", "the ticket is assigned to the application's owner",
                seen: ticket.owner.isEmpty ? "nobody" : ticket.owner, isMet: !ticket.owner.isEmpty))
        telling.check(
            Expectation(
                "work note", "one says that \(entitlement) was deleted, and can be restored",
                seen: isBlocked(ticket) ? "says what is wrong with \(entitlement)" : "none names \(entitlement)",
                isMet: ticket.hasNote(saying: entitlement) && ticket.hasNote(saying: "directory.group_deleted")))
        if let note = ticket.workNotes.last { telling.quote(note) }
        telling.check(
            .noWrite(try await request.writes(in: world), touching: request.person))
    }

    private func isBlocked(_ ticket: Ticket) -> Bool { ticket.hasNote(saying: entitlement) && !ticket.owner.isEmpty }
}
