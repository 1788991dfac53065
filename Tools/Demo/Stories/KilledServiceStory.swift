/// The executor is killed between its write and its reply: the run finishes all the same, and the write happened once.
struct KilledServiceStory: Story {
    let number = 7
    let title = "a service is killed in mid-run"

    func tell(in world: World, _ telling: inout Telling) async throws {
        let group = try await world.directory.group(named: "APP-ENG-DEPLOYERS")
        // The effect happens, and the reply is still to come when the executor dies.
        try await world.directory.setFaults([
            FaultRule(match: .additions(to: group), nth: [1], act: .init(delay: 20_000, isAfterEffect: true))
        ])
        let request = try await Request.order(
            group.displayName, for: "kim.novak@contoso.example", in: world, &telling)
        let clock = ContinuousClock()
        let start = clock.now
        try await request.approve(in: world, &telling)

        let written = try await world.look(
            within: .seconds(30), every: .milliseconds(20),
            at: { try await request.writes(in: world) }, until: { !$0.isEmpty })
        guard !written.isEmpty else { throw DemoFailure("the executor wrote nothing to Graph within 30 s") }
        let killed = try world.stack.kill("executor")
        telling.say("The executor has just written to Graph and waits for the reply. SIGKILL to process \(killed).")
        let between = try await request.ticket(in: world)
        telling.check(
            Expectation(
                "ticket", "\(between.number) is open: nothing has been proved yet",
                seen: "\(between.number) is open: \(between.stateLabel)", isMet: between.state?.isOpen == true))

        try await world.directory.setFaults([])
        try await world.stack.up()
        telling.say("scripts/stack up starts it again: process \(try world.stack.process(of: "executor")).")
        let ticket = try await request.closedTicket(within: .seconds(60), in: world)
        telling.check(.closedComplete(ticket, after: clock.now - start))
        telling.check(
            .oneWrite(
                try await request.writes(in: world), adding: request.person, to: group))
    }

    func tidyUp(_ world: World) async {
        try? await world.directory.setFaults([])
        try? await world.stack.up()
    }
}
