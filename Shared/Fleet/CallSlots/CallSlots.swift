import Domain
import Foundation
import Logging
import Postgres
import ServiceLifecycle
public import ServiceNow

/// A service's share of the calls that an instance gets at a time, for all of its processes together.
///
/// Each call that may be made at a time is a slot: an advisory lock of PostgreSQL's, which belongs to a connection, needs no rights, and is
/// given back by the server when the process dies. The server keeps those who wait for a lock in the order in which they came. A process has
/// a connection for each slot, and lets a slot go after a short time, so that whoever waits gets it next; for that time its calls cost nothing.
///
/// While the database is away no call is made. A slot whose connection breaks in the middle of a call may be somebody else's before that call
/// has ended.
public final class CallSlots: CallLimiting {
    /// How long a slot is kept for calls one after the other, before others get it. A round trip to the server takes a hundredth of that.
    static let turn = Duration.milliseconds(100)
    /// When the server has just been started, those who had slots may have calls under way: then nobody makes others for so long.
    static let restartPause = Duration.seconds(5)
    /// After a failure to take a slot, the longest pause.
    private static let longestPause = Duration.seconds(1)

    private let service: ServiceName
    private let sessions: [PostgresClient]
    private let limit: CallLimit
    private let demand: ChangeSignal
    private let logger: Logger
    private let clock = ContinuousClock()

    /// - Parameters:
    ///   - count: the service's share.
    ///   - callTime: how long a call takes at most.
    init(
        of service: ServiceName, count: Int, callTime: Duration, database: PostgresConfiguration, logger: Logger
    ) {
        var configuration = database
        configuration.maximumConnections = 1
        // Looked for by nobody but the task that has the slot.
        configuration.maximumWaiters = 1
        // A call, and the one for its token, may each be made twice in a row.
        let longestUse = callTime * 4 + .seconds(30)
        configuration.idleLifetime = longestUse
        // What a process that stands still has, or one on a machine that is gone, comes back after a while.
        configuration.runtimeParameters["idle_session_timeout"] =
            "\((longestUse + .seconds(60)).components.seconds)s"
        configuration.runtimeParameters["tcp_keepalives_idle"] = "10"
        configuration.runtimeParameters["tcp_keepalives_interval"] = "5"
        configuration.runtimeParameters["tcp_keepalives_count"] = "3"
        let demand = ChangeSignal()
        self.service = service
        self.sessions = (0..<count).map { _ in PostgresClient(configuration: configuration, logger: logger) }
        self.limit = CallLimit(0) { demand.notify() }
        self.demand = demand
        self.logger = logger
    }

    /// - Throws: ``ConfigurationError``
    convenience init(
        of service: ServiceName, _ settings: Settings, _ database: PostgresConfiguration
    ) throws(ConfigurationError) {
        self.init(
            of: service, count: try settings.serviceNowCalls(default: service.serviceNowCalls),
            callTime: try settings.serviceNowTimeout(), database: database, logger: Logger(label: "postgres.slots"))
    }

    public func withTurn<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        try await limit.withTurn(body)
    }

    /// Takes slots while somebody waits for one; until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for (slot, session) in sessions.enumerated() {
                group.addTask { await session.run() }
                group.addTask { [self] in await serve(slot, session) }
            }
        }
    }

    private func serve(_ slot: Int, _ session: PostgresClient) async {
        while !Task.isCancelled {
            let generation = demand.generation
            guard limit.isAwaited else {
                await demand.wait(after: generation)
                continue
            }
            do {
                guard try await take(slot, session) else { continue }
                // Another slot may have come first.
                if limit.isAwaited { await lend() }
                try await session.query("SELECT pg_advisory_unlock_all()")
            } catch {
                guard !Task.isCancelled else { return }
                logger.warning(
                    "a slot for calls to ServiceNow can't be had; it is tried again",
                    metadata: [LogKey.error: "\(error)"])
                // Only a cancellation ends it early, and then the loop ends.
                try? await clock.sleep(for: Self.longestPause * Double.random(in: 0.2...1))
            }
        }
    }

    /// - Returns: false when others have had it for as long as a statement may wait.
    private func take(_ slot: Int, _ session: PostgresClient) async throws -> Bool {
        let name = "landfall calls to servicenow: \(service.serviceNowShare.rawValue) \(slot)"
        let results: [PostgresResult]
        do throws(PostgresError) {
            results = try await session.pipeline([
                // One that was given while a wait for it was broken off would be kept for ever.
                "SELECT pg_advisory_unlock_all()",
                """
                SELECT pg_advisory_lock(hashtextextended(\(name), 0)),
                    EXTRACT(EPOCH FROM clock_timestamp() - pg_postmaster_start_time())::float8 AS uptime
                """,
            ])
        } catch {
            guard !Task.isCancelled, error.sqlState == .queryCanceled else { throw error }
            return false
        }
        let uptime = Duration.seconds(try results[1].first?.decode("uptime", as: Double.self) ?? 0)
        if uptime < Self.restartPause { try await clock.sleep(for: Self.restartPause - uptime) }
        return true
    }

    /// Lets calls be made for a while. Whoever is cancelled meanwhile still waits for the end of the call that has the slot.
    private func lend() async {
        limit.add()
        try? await clock.sleep(for: Self.turn)
        await limit.remove()
    }
}
