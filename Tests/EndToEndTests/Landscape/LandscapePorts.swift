/// The ports of a landscape's own processes.
struct LandscapePorts: Sendable {
    let simulators: [SimulatorKind: UInt16]
    let replicas: [Replica: UInt16]

    init(_ replicas: [Replica]) throws {
        simulators = try Dictionary(uniqueKeysWithValues: SimulatorKind.allCases.map { ($0, try FreePort.next()) })
        self.replicas = try Dictionary(uniqueKeysWithValues: replicas.map { ($0, try FreePort.next()) })
    }

    subscript(simulator: SimulatorKind) -> UInt16 { simulators[simulator] ?? 0 }
    subscript(replica: Replica) -> UInt16 { replicas[replica] ?? 0 }
    subscript(service: Service) -> UInt16 { self[Replica(service)] }
}
