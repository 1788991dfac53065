/// Graph throttles: the ticket says that provisioning is under way, and the request lands all the same.
struct ThrottledStory: Story {
    let number = 4
    let title = "Graph throttles"

    /// Microsoft's own Retry-After may be fractional, and clients have tripped over that.
    private let retryAfter = ["1.5", "2.128"]

    func tell(in world: World, _ telling: inout Telling) async throws {
        let group = try await world.directory.group(named: "APP-ENG-DEPLOYERS")
        try await world.directory.setFaults(
            retryAfter.enumerated().map { index, seconds in
                FaultRule(
                    match: .additions(to: group), nth: .numbers([index + 1]),
                    act: .init(status: 429, headers: ["Retry-After": seconds]))
            })
        telling.say(
            "Graph answers the next \(retryAfter.count) writes with 429 Too Many Requests, Retry-After "
                + "\(retryAfter.joined(separator: " and ")) seconds.")
        let request = try await Request.order(
            group.displayName, for: "dev.patel@contoso.example", in: world, &telling)
        let clock = ContinuousClock()
        let start = clock.now
        try await request.approve(in: world, &telling)

        let waiting = try await world.look(
            at: { try await request.ticket(in: world) },
            until: { isProvisioning($0) || $0.state?.isOpen == false })
        telling.check(
            Expectation(
                "ticket", "\(waiting.number) says In Progress – Provisioning while Graph throttles",
                seen: isProvisioning(waiting)
                    ? "\(waiting.number) says In Progress – Provisioning"
                    : "\(waiting.number) is \(waiting.stateLabel) and says nothing of it",
                isMet: isProvisioning(waiting)))

        let ticket = try await request.closedTicket(in: world)
        let fired = try await world.directory.faultCount()
        telling.check(
            Expectation(
                "Graph", "it throttled \(retryAfter.count) times",
                seen: "throttled \(fired) times",
                isMet: fired == retryAfter.count))
        telling.check(.closedComplete(ticket, after: clock.now - start))
        telling.check(
            .oneWrite(
                try await request.writes(in: world), adding: request.person, to: group))
    }

    func tidyUp(_ world: World) async { try? await world.directory.setFaults([]) }

    private func isProvisioning(_ ticket: Ticket) -> Bool {
        ticket.hasNote(saying: "In Progress – Provisioning") || ticket.hasNote(saying: "In Progress - Provisioning")
    }
}
