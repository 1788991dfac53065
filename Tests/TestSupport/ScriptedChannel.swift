import HTTP
public import Teams

/// A channel of Microsoft Teams whose every card is answered as a test says.
public enum ScriptedChannel {
    public static let signature = "signature-of-the-channel-Qx7"
    public static let path = "/workflows/landfall/triggers/manual/paths/invoke"

    /// The webhook's address on a server.
    public static func address(_ server: String) -> String {
        "\(server)\(path)?api-version=2016-06-01&sig=\(signature)"
    }

    /// Runs `body` with a client of it.
    public static func with<Result: Sendable>(
        log: LogCapture = LogCapture(), timeout: Duration = .seconds(20),
        _ reply: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply,
        _ body: (TeamsClient, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let server = try ScriptedServer(reply)
        defer { server.stop() }
        return try await with(address(server.url), log: log, timeout: timeout) { client, _ in
            try await body(client, server)
        }
    }

    /// Runs `body` with a client of the channel at an address.
    ///
    /// - Parameter body: gets the file that holds the address, too.
    public static func with<Result: Sendable>(
        _ address: String, log: LogCapture = LogCapture(), timeout: Duration = .seconds(20),
        _ body: (TeamsClient, TemporaryFile) async throws -> Result
    ) async throws -> Result {
        let file = try TemporaryFile(address + "\n")
        let http = try HTTPClient(configuration: .init(requestTimeout: timeout), logger: log.logger)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(TeamsClient(webhookFile: file.path, timeout: timeout, http: http), file))
        } catch {
            result = .failure(error)
        }
        await http.shutdown()
        return try result.get()
    }
}
