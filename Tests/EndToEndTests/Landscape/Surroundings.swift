import Interposer

/// Where one service finds what it talks to: directly, or behind an interposer.
struct Surroundings: Sendable {
    let amqp: UInt16
    let postgres: UInt16
    let graph: UInt16
    let login: UInt16
    let serviceNow: UInt16
    let teams: UInt16
    /// Where others find the service.
    let ownDoor: UInt16

    /// Everything directly.
    init(servers: TestServers, ports: LandscapePorts, service: Service) {
        amqp = servers.amqp.port
        postgres = servers.postgres.port
        graph = ports[.entra]
        login = ports[.entra]
        serviceNow = ports[.serviceNow]
        teams = ports[.teams]
        ownDoor = ports[service]
    }

    /// Everything behind an interposer, calls to the service too.
    init(servers: TestServers, ports: LandscapePorts, service: Service, behind interposer: Interposer) async throws {
        amqp = try await interposer.interpose(.amqp, toPort: servers.amqp.port)
        postgres = try await interposer.interpose(.postgres, toPort: servers.postgres.port)
        graph = try await interposer.interpose(.http("graph"), toPort: ports[.entra])
        login = try await interposer.interpose(.http("login"), toPort: ports[.entra])
        serviceNow = try await interposer.interpose(.http("servicenow"), toPort: ports[.serviceNow])
        teams = try await interposer.interpose(.http("teams"), toPort: ports[.teams])
        ownDoor = try await interposer.interpose(.http("hook"), toPort: ports[service])
    }
}
