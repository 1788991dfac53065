import ServiceLifecycle

/// A service that starts when the schema is in place.
struct GatedService: Service {
    let service: any Service
    let gate: SchemaGate

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await gate.wait() }
        } catch is CancellationError {
            return
        }
        try await service.run()
    }
}
