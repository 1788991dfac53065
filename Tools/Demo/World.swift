import HTTP

/// What the stories act on: the stack as people outside of Landfall see it.
///
/// Nothing here talks to a service but a browser, in which people decide. What the demo says is what the ticket, the directory, its journal and the process
/// table say; which process has a run is what an event says.
struct World: Sendable {
    /// How long an outcome is waited for. Many times what one takes: a machine that is shared may stand still for a minute.
    static let patience = Duration.seconds(180)

    let serviceNow: ServiceNowDesk
    let directory: Directory
    let channel: TeamsChannel
    let events: EventTap
    let stack: StackControl
    private let settings: DemoSettings
    private let client: HTTPClient

    /// - Throws: If a simulator does not answer, or a secret can't be read.
    init(settings: DemoSettings, root: String, client: HTTPClient) async throws {
        (self.settings, self.client) = (settings, client)
        serviceNow = try await ServiceNowDesk(settings: settings, client: client)
        directory = try await Directory(settings: settings, client: client)
        channel = TeamsChannel(settings: settings, client: client)
        stack = StackControl(root: root)
        events = try EventTap(settings: settings, passwordFile: stack.brokerPasswordFile, client: client)
    }

    /// Somebody with a browser, who isn't signed in yet.
    func visitor(_ person: Directory.Entry) -> ApprovalVisitor {
        ApprovalVisitor(settings: settings, client: client, person: person)
    }

    /// Looks again and again until what is seen is what is wanted, or ``patience`` is at its end.
    ///
    /// - Returns: what was seen last, wanted or not.
    func look<Seen>(
        every pause: Duration = .milliseconds(150), at read: () async throws -> Seen,
        until isWanted: (Seen) -> Bool
    ) async throws -> Seen {
        let clock = ContinuousClock()
        let deadline = clock.now + Self.patience
        while true {
            let seen = try await read()
            if isWanted(seen) || clock.now >= deadline { return seen }
            try await clock.sleep(for: pause)
        }
    }
}
