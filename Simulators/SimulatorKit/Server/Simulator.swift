public import HTTPTypes
import ServiceLifecycle

/// A service of somebody else, imitated closely enough that its real clients can't tell.
///
/// The kit reads requests, keeps the records, applies the fault rules and serves the control endpoints; a simulator
/// only answers.
public protocol Simulator: Sendable {
    /// What the simulator shares with the kit: clock, journal, request log, faults.
    var environment: SimulatorEnvironment { get }

    /// The largest body that is read, in bytes; 1 MiB by default.
    var bodyLimit: Int { get }

    /// Answers a request. Whatever changes state is written to `environment.journal`.
    func respond(to request: SimulatorRequest) async -> SimulatorResponse

    /// Goes back to the beginning: to `seed`, or without one to the seed that the simulator started with. The kit
    /// clears journal, request log and faults itself.
    ///
    /// - Throws: ``MalformedInput``, and leaves everything as it was.
    func reset(seed: JSONValue?) throws

    /// What the simulator holds now, without secrets, for `GET /_sim/state`.
    func state() -> JSONValue

    /// What the service would send with a status for which a fault rule gives no body. Without a body by default.
    func stockAnswer(_ status: HTTPResponse.Status, to request: SimulatorRequest) -> SimulatorResponse

    /// The answer to a request whose body is larger than ``bodyLimit``. Without a body by default.
    func bodyTooLarge(_ request: SimulatorRequest) -> SimulatorResponse

    /// The query to keep in the request log, if it can hold no secret. Nil by default.
    func loggedQuery(of request: SimulatorRequest) -> String?

    /// Answers a control request of the simulator's own, such as `GET /_sim/cards`; nil if there is none. Nil by
    /// default.
    func control(_ request: SimulatorRequest) async -> SimulatorResponse?

    /// What the simulator does by itself while it runs, such as sending webhooks. Returns when the server is asked to
    /// stop. Nothing by default.
    func run() async throws
}

extension Simulator {
    public var bodyLimit: Int { 1 << 20 }

    public func stockAnswer(_ status: HTTPResponse.Status, to request: SimulatorRequest) -> SimulatorResponse {
        SimulatorResponse(status: status)
    }

    public func bodyTooLarge(_ request: SimulatorRequest) -> SimulatorResponse {
        SimulatorResponse(status: .contentTooLarge)
    }

    public func loggedQuery(of request: SimulatorRequest) -> String? { nil }

    public func control(_ request: SimulatorRequest) async -> SimulatorResponse? { nil }

    public func run() async throws { try await gracefulShutdown() }
}
