import Glibc

/// Does what a storm's plan asks for to the landscape, and starts again whatever ends by itself, as a supervisor would.
actor StormCrew {
    private let landscape: Landscape
    private let own: OwnServers
    private let retries: StormRetries
    /// Down on purpose.
    private var away: Set<Replica> = []
    private var weather = StormWeather.lasting
    /// Services that ended though nobody asked them to, or did not end when asked.
    private(set) var surprises: [String] = []
    private(set) var deeds: [String: Int] = [:]
    private(set) var faultsFired = 0

    init(_ landscape: Landscape, _ own: OwnServers, _ retries: StormRetries) {
        self.landscape = landscape
        self.own = own
        self.retries = retries
    }

    func perform(_ event: StormEvent) async throws {
        switch event.deed {
        case .kill(let replica, let time):
            count("kills")
            try await takeAway(replica, for: time) { await $0?.kill() }
        case .terminate(let replica, let time):
            count("stops")
            try await takeAway(replica, for: time) { process in
                guard let process, process.isRunning else { return }
                let status = await process.terminate(within: .seconds(60))
                // Of one whose messages did not come to their end within the drain limit, as when the broker is away, the rest is
                // cancelled, and it says so; one that has only just been started, and may still wait for a token, may not listen to the signal yet.
                let isCancelled = status == EX_SOFTWARE
                if status != 0, !isCancelled, !(status == -SIGTERM && process.age < .seconds(30)) {
                    self.surprise("\(replica) was asked to stop and ended with \(status.map(String.init) ?? "SIGKILL")")
                }
            }
        case .pause(let replica, let time):
            count("standstills")
            let process = landscape.process(replica)
            process?.pause()
            try? await Task.sleep(for: .milliseconds(time))
            process?.resume()
        case .end(let server, let ending):
            count("\(server) \(ending)")
            try await own.end(server, by: ending)
        case .repeatMessages(let most, let seed):
            count("rounds of repeated messages")
            try await repeatMessages(atMost: most, seed: seed)
        case .retry(let most, let seed):
            deeds["retries", default: 0] += try await retries.ask(atMost: most, seed: seed)
        case .weather(let weather):
            count("weathers")
            self.weather = weather
            for simulator in SimulatorKind.allCases { try await set(weather.faults(of: simulator), for: simulator) }
        case .outage(let simulator, let time):
            count("outages of a simulator")
            try await set(weather.out(simulator), for: simulator)
            try? await Task.sleep(for: .milliseconds(time))
            try await set(weather.faults(of: simulator), for: simulator)
        }
    }

    /// The storm is over: only what is so for good stays.
    func calm() async throws {
        for simulator in SimulatorKind.allCases {
            try await set(StormWeather.lasting.faults(of: simulator), for: simulator)
        }
    }

    /// Starts what has ended by itself.
    func revive() throws {
        for replica in landscape.plan.replicas where !away.contains(replica) {
            guard let process = landscape.process(replica), let status = process.exitStatus else { continue }
            surprise("\(replica) ended by itself with \(status):\n\(process.logTail(lines: 8))")
            try landscape.launch(replica)
        }
    }

    // MARK: - Parts

    private func takeAway(
        _ replica: Replica, for time: Int, _ end: (ChildProcess?) async -> Void
    ) async throws {
        away.insert(replica)
        await end(landscape.process(replica))
        try? await Task.sleep(for: .milliseconds(time))
        try landscape.launch(replica)
        away.remove(replica)
    }

    private func repeatMessages(atMost count: Int, seed: UInt64) async throws {
        var scramble = Scramble(seed: seed)
        // The broker may just be back.
        let messages = try await eventually("events to repeat") {
            try await landscape.broker.take(5 * count, from: Broker.witness)
        }
        for message in scramble(messages.filter { $0.routingKey != Broker.witness }).prefix(count) {
            _ = try await eventually("a repeated message being taken") {
                try await landscape.broker.publish(message)
            }
        }
    }

    private func set(_ faults: [Fault], for simulator: SimulatorKind) async throws {
        let rules = try await landscape.caller(landscape.ports[simulator]).get("/_sim/faults").array ?? []
        faultsFired += rules.reduce(0) { $0 + ($1["fired"].integer ?? 0) }
        try await landscape.misbehave(simulator, faults)
    }

    private func count(_ deed: String) { deeds[deed, default: 0] += 1 }
    private func surprise(_ text: String) { surprises.append(text) }
}
