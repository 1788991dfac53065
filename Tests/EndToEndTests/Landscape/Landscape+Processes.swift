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
        try await start(plan.replicas)
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
    func start(_ replicas: [Replica]) async throws {
        for replica in replicas { try launch(replica) }
        for replica in replicas { try await awaitReady(replica) }
    }

    func start(_ services: [Service]) async throws { try await start(services.map { Replica($0) }) }

    /// Starts a service without waiting for it.
    func launch(_ replica: Replica) throws {
        guard process(replica)?.isRunning != true else { throw HarnessError("\(replica) is running already") }
        let process = try ChildProcess(
            replica.name, executable: Executables.url(of: replica.service.executable),
            environment: try environment(of: replica), log: files.log(replica.name))
        processes.withLock { $0[replica.name] = process }
    }

    func launch(_ service: Service) throws { try launch(Replica(service)) }

    func awaitReady(_ replica: Replica) async throws {
        _ = try await eventually("\(replica) being ready", within: plan.startLimit) {
            try await self.isReady(replica) ? true : nil
        }
    }

    func awaitReady(_ service: Service) async throws { try await awaitReady(Replica(service)) }

    /// - Throws: when the service has ended, or does not answer.
    func isReady(_ replica: Replica) async throws -> Bool {
        if let status = process(replica)?.exitStatus {
            throw HarnessError("\(replica) has ended by itself, with \(status)")
        }
        return try await caller(ports[replica]).call("GET", "/readyz").status == 200
    }

    func isReady(_ service: Service) async throws -> Bool { try await isReady(Replica(service)) }

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

    func process(_ replica: Replica) -> ChildProcess? { processes.withLock { $0[replica.name] } }
    func process(_ service: Service) -> ChildProcess? { process(Replica(service)) }

    private func start(_ simulator: SimulatorKind) async throws {
        var arguments = ["--port", "\(ports[simulator])", "--host", "127.0.0.1"]
        switch simulator {
        case .entra:
            let seed = Cast.entraSeed(
                people: plan.people, groups: plan.groups, clientSecret: files.clientSecret, more: plan.entraSeed)
            arguments += ["--seed", try files.write("entra.json", seed)]
        case .serviceNow:
            let seed = Cast.serviceNowSeed(
                people: plan.people, clientSecret: files.serviceNowSecret,
                webhook: "http://127.0.0.1:\(surroundings[.ingest]?.ownDoor ?? 0)/v1/hooks/servicenow",
                webhookKey: files.webhookKey, moreOfWebhook: plan.webhook,
                closesByTask: plan.closesByTask)
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
    private func environment(of replica: Replica) throws -> [String: String] {
        let service = replica.service
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
            "LANDFALL_POLICY_FILE": try files.write(
                "policy.yaml", Cast.policy(plan.groups, endsAccess: plan.endsAccess, closesByTask: plan.closesByTask)),
            "LANDFALL_HTTP_PORT": "\(ports[replica])",
            "LANDFALL_LOG_LEVEL": "info",
            "LANDFALL_VERIFY_FIRST_DELAY": "0s",
            "LANDFALL_VERIFY_INTERVAL": "0s",
            // A call that was cut off by a kill may be carried out for so long; the simulators do that at once, or never.
            "LANDFALL_SERVICENOW_LATENESS": "1s",
            // A hook that was lost because its receiver was dead is made up for soon.
            "LANDFALL_POLL_INTERVAL": "1s",
        ]
        environment.merge(plan.environment) { $1 }
        return environment
    }
}
