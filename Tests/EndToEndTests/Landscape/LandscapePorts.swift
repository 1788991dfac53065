/// The ports of a landscape's own processes.
struct LandscapePorts: Sendable {
    let simulators: [SimulatorKind: UInt16]
    let services: [Service: UInt16]

    init() throws {
        simulators = try Dictionary(uniqueKeysWithValues: SimulatorKind.allCases.map { ($0, try FreePort.next()) })
        services = try Dictionary(uniqueKeysWithValues: Service.allCases.map { ($0, try FreePort.next()) })
    }

    subscript(simulator: SimulatorKind) -> UInt16 { simulators[simulator] ?? 0 }
    subscript(service: Service) -> UInt16 { services[service] ?? 0 }
}
