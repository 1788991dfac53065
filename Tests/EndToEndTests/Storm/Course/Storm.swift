import Foundation

/// Drives a storm: orders, misfortunes, calm, and then the verdict of the witnesses.
struct Storm {
    let plan: StormPlan
    let landscape: Landscape
    let witness: StormWitness
    let crew: StormCrew
    let retries: StormRetries
    /// How many requests are ordered and not at rest at a time.
    private static let window = 120
    /// The storm goes on when nothing comes to rest for so long: what is left may wait in a delay queue.
    private static let patience = Duration.seconds(12)

    /// - Returns: what the storm came to, with every breach that was found.
    static func run(_ plan: StormPlan) async throws -> StormReport {
        let start = ContinuousClock.now
        return try await OwnServers.run { own in
            var landscapePlan = Landscape.Plan()
            landscapePlan.people = plan.people
            landscapePlan.executors = StormPlan.executors
            landscapePlan.auditors = StormPlan.auditors
            landscapePlan.groups = plan.groups
            landscapePlan.startLimit = .seconds(120)
            landscapePlan.entraSeed = [
                "replication": [
                    "replicas": 3, "lag_ms": [0, 600], "seed": .integer(Int(truncatingIfNeeded: plan.seed & 0xFFFF)),
                ],
                "quota": [
                    "writes": ["limit": 400, "window_s": 10], "resourceUnits": ["limit": 5000, "window_s": 10],
                ],
                // Tokens have to be renewed now and then.
                "options": ["tokenLifetime_s": [40, 70]],
            ]
            landscapePlan.webhook = [
                "lose": .number(0.1), "duplicate": .number(0.1), "delay_ms": [0, 1500],
            ]
            landscapePlan.environment = [
                // Further apart than replicas lag behind: what two reads say is so then.
                "LANDFALL_VERIFY_FIRST_DELAY": "1s", "LANDFALL_VERIFY_INTERVAL": "1s",
                // The same for each ten seconds as Graph's own: what a 429 teaches the executors is forgotten within a minute.
                "LANDFALL_GRAPH_WRITES": "400/10s", "LANDFALL_GRAPH_RESOURCE_UNITS": "5000/10s",
                // A call is carried out up to 7 s late.
                "LANDFALL_GRAPH_TIMEOUT": "5s", "LANDFALL_GRAPH_LATENESS": "10s",
                // Up to 5 s late, and by a process that stood still for up to 10 s.
                "LANDFALL_SERVICENOW_TIMEOUT": "3s", "LANDFALL_SERVICENOW_LATENESS": "12s",
                "LANDFALL_INCIDENT_GROUP": Cast.owners,
            ]
            return try await Landscape.run(landscapePlan, on: own.servers) { landscape in
                let witness = StormWitness(landscape)
                let retries = StormRetries(landscape, witness)
                let storm = Storm(
                    plan: plan, landscape: landscape, witness: witness, crew: StormCrew(landscape, own, retries),
                    retries: retries)
                return try await storm.run(since: start)
            }
        }
    }

    private func run(since start: ContinuousClock.Instant) async throws -> StormReport {
        let requests = try await rage()
        let raged = ContinuousClock.now
        say("storm \(plan.seed): \(requests.count) requests are ordered, the storm is over; waiting for what is left")
        try await crew.calm()
        let problem: String?
        do {
            try await settle(requests)
            try await land(requests)
            problem = nil
        } catch let error as HarnessError {
            problem = error.description
        }
        let evidence = try await StormEvidence.gather(
            requests, plan: plan, landscape: landscape, witness: witness, starts: await retries.starts,
            problem: problem,
            surprises: await crew.surprises)
        let report = StormReport(
            plan: plan, evidence: evidence, breaches: StormVerdict(evidence).breaches(),
            times: .init(storm: raged - start, calm: ContinuousClock.now - raged),
            deeds: await crew.deeds, faultsFired: await crew.faultsFired, graphRequests: await witness.graphRequestCount
        )
        try report.keep(logsOf: landscape)
        return report
    }

    // MARK: - The storm

    /// All lanes of events side by side with the orders.
    private func rage() async throws -> [StormRequest] {
        try await withThrowingTaskGroup(of: [StormRequest].self) { group in
            group.addTask { try await self.order() }
            for lane in plan.lanes {
                group.addTask {
                    for event in lane {
                        try await self.await(event.after)
                        try await self.crew.perform(event)
                    }
                    return []
                }
            }
            group.addTask {
                try await self.watch()
                return []
            }
            // All of them but the watch, which ends before them only by an error.
            var requests: [StormRequest] = []
            for _ in 0...plan.lanes.count { requests += try await group.next() ?? [] }
            group.cancelAll()
            return requests
        }
    }

    /// Until it is cancelled.
    private func watch() async throws {
        while !Task.isCancelled {
            try await witness.look()
            try await crew.revive()
            try landscape.insistSimulatorsRun()
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private func order() async throws -> [StormRequest] {
        var requests: [StormRequest] = []
        for order in plan.orders {
            try await self.await(requests.count - Self.window)
            requests.append(try await landscape.place(order))
            if requests.count % 100 == 0 {
                say(
                    "storm \(plan.seed): \(requests.count) of \(plan.orders.count) ordered, \(await witness.rests.count) at rest"
                )
            }
        }
        return requests
    }

    /// Waits until so many are at rest, or nothing has come to rest for a while.
    private func await(_ count: Int) async throws {
        let start = ContinuousClock.now
        while await witness.rests.count < count {
            let last = max(start, await witness.lastRest)
            if ContinuousClock.now - last > Self.patience { return }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    // MARK: - The calm

    /// Waits until every request is at rest and nothing is on its way any more.
    private func settle(_ requests: [StormRequest]) async throws {
        let awaited = requests.filter { $0.order.expectation != .untouched }.map(\.ritm)
        let limit = Duration.seconds(300 + plan.runs / 2)
        var round = 0
        _ = try await eventually("everything coming to rest", within: limit, every: .seconds(1)) {
            try await crew.revive()
            try await witness.look()
            round += 1
            if round % 5 == 0 { try await hasten() }
            let rests = await witness.rests
            let given = Set(try await deadLetters().compactMap(\.stopped))
            let missing = awaited.filter { rests[$0] == nil && !given.contains($0) }
            guard missing.isEmpty else {
                throw HarnessError("\(missing.count) are not at rest, such as \(missing.prefix(5))")
            }
            return true
        }
        // The broker's counts are some seconds old: twice, with a look at what comes then.
        for _ in 0..<2 {
            _ = try await eventually("all queues being empty", within: .seconds(240), every: .seconds(1)) {
                round += 1
                if round % 5 == 0 { try await hasten() }
                let filled = try await landscape.broker.filled()
                guard filled.isEmpty else {
                    throw HarnessError("there is something in \(filled.joined(separator: ", "))")
                }
                return true
            }
            try await Task.sleep(for: .seconds(5))
        }
        try await witness.look()
    }

    /// What was refused only as long as the storm lasted is carried out once more.
    private func land(_ requests: [StormRequest]) async throws {
        let unsuccessful = Set(await witness.unsuccessful)
        let waiting = requests.filter { $0.order.expectation == .landedInTheEnd && unsuccessful.contains($0.ritm) }
        for request in waiting { try await retries.ask(request.ritm) }
        say("storm \(plan.seed): \(waiting.count) are carried out once more")
        try await settle(requests)
    }

    private func deadLetters() async throws -> [DeadLetter] { try await DeadLetter.all(in: landscape.broker) }

    /// What waits for long in a retry queue goes back to its stage now, as somebody who operates Landfall might do it.
    private func hasten() async throws {
        // Ingest's isn't among those that other tests fill.
        for queue in Service.allCases.flatMap(\.queues) + ["landfall.watch"] {
            for delay in ["30s", "2m", "10m", "1h"] {
                for message in try await landscape.broker.take(1000, from: "\(queue).retry.\(delay)") {
                    try await landscape.broker.put(message.withoutBrokerHeaders, into: queue)
                }
            }
        }
    }
}

extension Broker.Message {
    /// Without the headers that the broker added.
    fileprivate var withoutBrokerHeaders: Broker.Message {
        guard var properties = properties.object, let headers = properties["headers"]?.object else { return self }
        properties["headers"] = .object(headers.filter { !$0.key.hasPrefix("x-") })
        return Broker.Message(routingKey: routingKey, properties: .object(properties), payload: payload)
    }
}

/// Says how far a storm is, to whoever follows the file `progress` where the storm's logs go: what a test prints may be held back until it
/// ends.
func say(_ text: String) {
    print(text)
    guard let folder = ProcessInfo.processInfo.environment["LANDFALL_STORM_LOGS"] else { return }
    let file = URL(filePath: folder, directoryHint: .isDirectory).appending(path: "progress")
    try? FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let before = FileManager.default.contents(atPath: file.path) ?? Data()
    try? (before + Data((text + "\n").utf8)).write(to: file)
}
