import Foundation
import Interposer
import Synchronization

/// The whole of Landfall for one test: a virtual host on the broker, a database, three simulators, five services, each a
/// process of its own, seen only from outside.
final class Landscape: Sendable {
    /// What a landscape is to be like.
    struct Plan: Sendable {
        /// How many persons may ask for access.
        var people = 50
        /// The services whose every step is to be seen.
        var interposed: Set<Service> = []
        /// More settings, or others, for all services.
        var environment: [String: String] = [:]
        /// How many executors and auditors there are; of each other service there is one.
        var executors = 1
        var auditors = 1
        /// What can be asked for, and how the groups are in the beginning.
        var groups = Cast.groups
        /// Whether every request has to say when its access ends.
        var endsAccess = false
        /// Whether a flow makes a catalogue task for every request, and closes its ticket when that is closed.
        var closesByTask = false
        /// More members of the simulators' seeds, or others: of Entra's as a whole, and of ServiceNow's webhook.
        var entraSeed: [String: JSON] = [:]
        var webhook: [String: JSON] = [:]
        /// How long a service or simulator may take to be ready.
        var startLimit = Duration.seconds(20)

        var replicas: [Replica] {
            Service.allCases.flatMap { service in
                (1...count(of: service)).map { Replica(service, number: $0) }
            }
        }

        private func count(of service: Service) -> Int {
            switch service {
            case .executor: executors
            case .auditor: auditors
            case .ingest, .validator, .approver: 1
            }
        }
    }

    let plan: Plan
    let servers: TestServers
    let broker: Broker
    let database: Database
    let files: LandscapeFiles
    let ports: LandscapePorts
    let interposers: [Service: Interposer]
    let surroundings: [Service: Surroundings]
    let processes = Mutex<[String: ChildProcess]>([:])
    private let nextPerson = Mutex(1)

    /// Builds a landscape with all its services running, runs `body`, and takes everything down, however `body` ends.
    /// A failure of `body` is told with the story of the landscape.
    static func run<Value: Sendable>(
        _ plan: Plan = Plan(), on servers: TestServers? = nil, _ body: (Landscape) async throws -> Value
    ) async throws -> Value {
        let landscape = try await Landscape(plan, on: try servers ?? TestServers.shared())
        do {
            try await landscape.startEverything()
            let value = try await body(landscape)
            await landscape.takeDown()
            return value
        } catch {
            let story = await landscape.story()
            await landscape.takeDown()
            throw HarnessError("\(error)\n\(story)")
        }
    }

    private init(_ plan: Plan, on servers: TestServers) async throws {
        self.plan = plan
        self.servers = servers
        files = try LandscapeFiles()
        ports = try LandscapePorts(plan.replicas)
        var interposers: [Service: Interposer] = [:]
        var surroundings: [Service: Surroundings] = [:]
        for service in Service.allCases {
            if plan.interposed.contains(service) {
                let interposer = try Interposer(name: service.rawValue)
                interposers[service] = interposer
                surroundings[service] = try await Surroundings(
                    servers: servers, ports: ports, service: service, behind: interposer)
            } else {
                surroundings[service] = Surroundings(servers: servers, ports: ports, service: service)
            }
        }
        self.interposers = interposers
        self.surroundings = surroundings
        database = try await Database.make(on: servers.postgres)
        do {
            broker = try await Broker.make(on: servers)
        } catch {
            try? await database.drop()
            files.remove()
            throw error
        }
    }

    private func takeDown() async {
        let running = processes.withLock { processes in
            defer { processes = [:] }
            return Array(processes.values)
        }
        for process in running { await process.kill() }
        for interposer in interposers.values { await interposer.stop() }
        // What is left behind on a broken server goes away with it.
        try? await broker.drop()
        try? await database.drop()
        files.remove()
    }

    /// Somebody who has not asked for anything yet.
    func newPerson() throws -> Cast.Person {
        let number = nextPerson.withLock { number in
            defer { number += 1 }
            return number
        }
        guard number <= plan.people else { throw HarnessError("the landscape has only \(plan.people) persons") }
        return Cast.Person(number: number)
    }

    var graph: HTTPCaller { caller(ports[.entra]) }
    var serviceNow: HTTPCaller { caller(ports[.serviceNow], user: Cast.clerk.user, password: Cast.clerk.password) }
    var ingest: HTTPCaller { caller(ports[.ingest]) }

    func caller(_ port: UInt16, user: String? = nil, password: String? = nil) -> HTTPCaller {
        var components = URLComponents()
        components.scheme = "http"
        components.host = "127.0.0.1"
        components.port = Int(port)
        return HTTPCaller(base: components.url ?? URL(filePath: "/"), user: user, password: password)
    }
}
