import Foundation
import Interposer
import Synchronization

extension Landscape {
    func startEverything() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for simulator in SimulatorKind.allCases {
                group.addTask { try await self.start(simulator) }
            }
            try await group.waitForAll()
        }
        try await start(Service.allCases)
    }

    /// - Throws: when a simulator has ended: nothing can land any more, and waiting for it only hides why.
    func insistSimulatorsRun() throws {
        for simulator in SimulatorKind.allCases {
            guard let process = processes.withLock({ $0[simulator.rawValue] }), let status = process.exitStatus else {
                continue
            }
            throw HarnessError("the \(simulator.rawValue) simulator has ended with \(status)")
        }
    }

    /// Starts services side by side, and waits until they are ready.
    func start(_ services: [Service]) async throws {
        for service in services { try launch(service) }
        for service in services { try await awaitReady(service) }
    }

    /// Starts a service without waiting for it.
    func launch(_ service: Service) throws {
        guard process(service)?.isRunning != true else { throw HarnessError("\(service.rawValue) is running already") }
        let process = try ChildProcess(
            service.rawValue, executable: Executables.url(of: service.executable),
            environment: try environment(of: service), log: files.log(service.rawValue))
        processes.withLock { $0[service.rawValue] = process }
    }

    func awaitReady(_ service: Service) async throws {
        _ = try await eventually("\(service.rawValue) being ready", within: plan.startLimit) {
            try await self.isReady(service) ? true : nil
        }
    }

    /// - Throws: when the service has ended, or does not answer.
    func isReady(_ service: Service) async throws -> Bool {
        if let status = process(service)?.exitStatus {
            throw HarnessError("\(service.rawValue) has ended by itself, with \(status)")
        }
        return try await caller(ports[service]).call("GET", "/readyz").status == 200
    }

    /// Ends a service as a crash would. Its connections are dropped where an interposer holds them.
    func kill(_ service: Service) async {
        await process(service)?.kill()
        await interposers[service]?.dropConnections()
    }

    /// Asks a service to stop, in good order.
    func terminate(_ service: Service) async {
        await process(service)?.terminate()
        await interposers[service]?.dropConnections()
    }

    func process(_ service: Service) -> ChildProcess? { processes.withLock { $0[service.rawValue] } }

    private func start(_ simulator: SimulatorKind) async throws {
        var arguments = ["--port", "\(ports[simulator])", "--host", "127.0.0.1"]
        switch simulator {
        case .entra:
            let seed = Cast.entraSeed(people: plan.people, clientSecret: files.clientSecret)
            arguments += ["--seed", try files.write("entra.json", seed)]
        case .serviceNow:
            let seed = Cast.serviceNowSeed(
                people: plan.people, clientSecret: files.serviceNowSecret,
                webhook: "http://127.0.0.1:\(surroundings[.ingest]?.ownDoor ?? 0)/v1/hooks/servicenow",
                webhookKey: files.webhookKey)
            arguments += ["--seed", try files.write("servicenow.json", seed)]
        case .teams:
            break
        }
        let process = try ChildProcess(
            simulator.rawValue, executable: Executables.url(of: simulator.executable), arguments: arguments,
            environment: [:], log: files.log(simulator.rawValue))
        processes.withLock { $0[simulator.rawValue] = process }
        let caller = caller(ports[simulator])
        _ = try await eventually("\(simulator.rawValue) being ready", within: plan.startLimit) {
            if let status = process.exitStatus {
                throw HarnessError("the simulator ended with \(status): \(process.logTail())")
            }
            return try await caller.call("GET", "/_sim/state").status == 200 ? true : nil
        }
    }

    /// The settings that `design/interfaces.md` names, for one service.
    private func environment(of service: Service) throws -> [String: String] {
        guard let around = surroundings[service] else { return [:] }
        let passwords = try files.write("pgpass", "*:*:*:\(Database.login):\(Database.loginPassword)\n")
        let webhook =
            "http://127.0.0.1:\(around.teams)/workflows/landfall/triggers/manual/paths/invoke?sig=of-the-tests"
        var environment = [
            "LANDFALL_AMQP_URL": broker.url(port: around.amqp),
            "LANDFALL_POSTGRES_URL": Database.url(
                port: around.postgres, database: database.name, passwordFile: URL(filePath: passwords)),
            "LANDFALL_POSTGRES_ROLE": service.role,
            "LANDFALL_GRAPH_URL": "http://127.0.0.1:\(around.graph)",
            "LANDFALL_LOGIN_URL": "http://127.0.0.1:\(around.login)",
            "LANDFALL_TENANT_ID": Cast.tenant,
            "LANDFALL_CLIENT_ID": Cast.clientID,
            "LANDFALL_CLIENT_SECRET_FILE": try files.write("client-secret", files.clientSecret),
            "LANDFALL_SERVICENOW_URL": "http://127.0.0.1:\(around.serviceNow)",
            "LANDFALL_SERVICENOW_CLIENT_ID": Cast.serviceNowClientID,
            "LANDFALL_SERVICENOW_CLIENT_SECRET_FILE": try files.write("servicenow-secret", files.serviceNowSecret),
            "LANDFALL_TEAMS_WEBHOOK_URL_FILE": try files.write("teams-webhook-url", webhook),
            "LANDFALL_WEBHOOK_KEY_FILE": try files.write("webhook-key", files.webhookKey),
            "LANDFALL_POLICY_FILE": try files.write("policy.yaml", Cast.policy),
            "LANDFALL_HTTP_PORT": "\(ports[service])",
            "LANDFALL_LOG_LEVEL": "info",
            "LANDFALL_VERIFY_FIRST_DELAY": "0s",
            "LANDFALL_VERIFY_INTERVAL": "0s",
            // A hook that was lost because its receiver was dead is made up for soon.
            "LANDFALL_POLL_INTERVAL": "1s",
        ]
        environment.merge(plan.environment) { $1 }
        return environment
    }
}
