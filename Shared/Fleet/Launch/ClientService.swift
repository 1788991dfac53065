import ServiceLifecycle

/// Runs a client that ends by being cancelled, as a service that ends when it is told to.
struct ClientService: Service {
    private let body: @Sendable () async throws -> Void

    init(_ body: @escaping @Sendable () async throws -> Void) {
        self.body = body
    }

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown(body)
        } catch is CancellationError {
            // That is how it ends.
        }
    }
}
