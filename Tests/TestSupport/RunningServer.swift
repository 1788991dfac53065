public import HTTP
public import HTTPTypes
public import Hummingbird
import Logging

/// A service's routes on a real HTTP server with a port of its own, and a real client to call them with.
public struct RunningServer: Sendable {
    public let port: Int
    private let client: HTTPClient

    /// Serves the routes as long as `body` runs.
    public static func with<Result: Sendable>(
        _ routes: (Router<BasicRequestContext>) -> Void, _ body: (RunningServer) async throws -> Result
    ) async throws -> Result {
        let router = Router()
        routes(router)
        let (ports, running) = AsyncStream.makeStream(of: Int.self)
        let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in running.yield(channel.localAddress?.port ?? 0) }, logger: quiet)
        let client = try HTTPClient(configuration: .init(requestTimeout: .seconds(30)), logger: quiet)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await application.run() }
                    defer { group.cancelAll() }
                    var iterator = ports.makeAsyncIterator()
                    guard let port = await iterator.next() else { throw NeverHappened(what: "the server's start") }
                    return try await body(RunningServer(port: port, client: client))
                })
        } catch {
            result = .failure(error)
        }
        await client.shutdown()
        return try result.get()
    }

    public func call(
        _ method: HTTPRequest.Method, _ path: String, headerFields: HTTPFields = [:], body: [UInt8]? = nil
    ) async throws -> HTTPClientResponse {
        try await client.execute(
            HTTPClientRequest(
                method: method, url: "http://127.0.0.1:\(port)\(path)", headerFields: headerFields, body: body))
    }
}
