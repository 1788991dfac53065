/// The executor that has a run is killed between its write and its reply: the run finishes all the same, and the write
/// happened once.
struct KilledServiceStory: Story {
    let number = 7
    let title = "a service is killed in mid-run"

    func tell(in world: World, _ telling: inout Telling) async throws {
        let group = try await world.directory.group(named: "APP-ENG-DEPLOYERS")
        try await world.events.open("run.started")
        // The effect happens, and the reply is still to come when the executor dies.
        try await world.directory.setFaults([
            FaultRule(match: .additions(to: group), nth: .numbers([1]), act: .init(delay: 20_000, isAfterEffect: true))
        ])
        let request = try await Request.order(
            group.displayName, for: "kim.novak@contoso.example", in: world, &telling)
        let clock = ContinuousClock()
        let start = clock.now
        try await request.approve(in: world, &telling)

        let written = try await world.look(
            every: .milliseconds(20),
            at: { try await request.writes(in: world) }, until: { !$0.isEmpty })
        guard !written.isEmpty else {
            throw DemoFailure("the executor wrote nothing to Graph within \(World.patience)")
        }
        let victim = try await executor(of: request, in: world)
        let killed = try world.stack.kill(victim)
        let others = world.stack.executors().filter { $0 != victim }
        telling.say(
            "This run is with \(victim), which has just written to Graph and waits for the reply. SIGKILL to process "
                + "\(killed).")
        let between = try await request.ticket(in: world)
        telling.check(
            Expectation(
                "ticket", "\(between.number) is open: nothing has been proved yet",
                seen: "\(between.number) is open: \(between.stateLabel)", isMet: between.state?.isOpen == true))

        try await world.directory.setFaults([])
        if others.isEmpty {
            try await world.stack.up()
            telling.say("scripts/stack up starts it again: process \(try world.stack.process(of: victim)).")
        } else {
            telling.say("It stays dead. The broker gives its message to \(others.joined(separator: " or ")).")
        }
        let ticket = try await request.closedTicket(in: world)
        telling.check(.closedComplete(ticket, after: clock.now - start))
        telling.check(
            .oneWrite(
                try await request.writes(in: world), adding: request.person, to: group))
    }

    /// The name of the executor that has begun the request's run, as it stated itself.
    private func executor(of request: Request, in world: World) async throws -> String {
        var stated: [StatedEvent] = []
        _ = try await world.look(
            every: .milliseconds(50),
            at: { stated += try await world.events.take().filter { $0.ritm == request.ordered.item.number } },
            until: { !stated.isEmpty })
        let processes = Set(stated.map(\.by.process))
        guard
            let name = world.stack.executors().first(where: { (try? world.stack.process(of: $0)) == processes.first }),
            processes.count == 1
        else { throw DemoFailure("no single executor that runs has said that it began the run") }
        return name
    }

    func tidyUp(_ world: World) async {
        try? await world.events.close()
        try? await world.directory.setFaults([])
        try? await world.stack.up()
    }
}
