public import Logging
public import Postgres
public import ServiceLifecycle
import Synchronization

/// The policy in force: the newest version that somebody applied and that this build can read; the file of `LANDFALL_POLICY_FILE`, as long
/// as nobody has applied any.
///
/// Follows what is applied while the service runs: it is told by a notification, and looks now and then in case one was lost.
public final class PolicySource: Service, Sendable {
    /// After a look that failed.
    private static let retryPause = Duration.seconds(1)

    private let file: PolicyFile
    private let history: PolicyHistory?
    private let notifications: @Sendable () -> PostgresNotifications?
    private let interval: Duration
    private let logger: Logger
    private let changes = ChangeSignal()
    private let state: Mutex<PolicyStanding?>

    /// - Parameters:
    ///   - file: what is in force until somebody applies a version.
    ///   - interval: between two looks at the history, when nothing is heard.
    public init(file: PolicyFile, database: PostgresClient, interval: Duration, logger: Logger) {
        self.file = file
        self.history = PolicyHistory(database: database)
        self.notifications = { try? database.notifications(on: PolicyHistory.channel) }
        self.interval = interval
        self.logger = logger
        self.state = Mutex(nil)
    }

    /// A policy that is in force whatever anybody applies.
    public init(fixed file: PolicyFile, logger: Logger) {
        self.file = file
        self.history = nil
        self.notifications = { nil }
        self.interval = .seconds(3_600)
        self.logger = logger
        self.state = Mutex(PolicyStanding(file: file))
    }

    /// The policy to go by now. The first who asks waits until the history was looked at: an older file is never gone by for a moment.
    ///
    /// - Throws: ``Postgres/PostgresError`` where that can't be done.
    public func inForce() async throws -> PolicyFile {
        if let standing = state.withLock(\.self) { return standing.file }
        return try await look().file
    }

    /// Looks at the history.
    @discardableResult
    func look() async throws -> PolicyStanding {
        guard let history else { return PolicyStanding(file: file) }
        let known = state.withLock(\.self)
        var unreadable: PolicyStanding.Unreadable?
        var newest = try await history.newest()
        while let (entry, bytes) = newest {
            if let known, known.entry == entry {
                return note(PolicyStanding(file: known.file, entry: entry, unreadable: unreadable))
            }
            do throws(PolicyFileError) {
                return note(
                    PolicyStanding(file: try PolicyFile(data: .init(bytes)), entry: entry, unreadable: unreadable))
            } catch {
                if unreadable == nil { unreadable = .init(entry: entry, problem: error.description) }
            }
            newest = try await history.newest(before: entry.number)
        }
        return note(PolicyStanding(file: file, unreadable: unreadable))
    }

    /// Takes over what was found, unless somebody found something newer meanwhile, and tells of it once.
    private func note(_ found: PolicyStanding) -> PolicyStanding {
        let (before, standing) = state.withLock { state -> (PolicyStanding?, PolicyStanding) in
            let before = state
            if let before, before.newestNumber > found.newestNumber { return (before, before) }
            state = found
            return (before, found)
        }
        if before?.entry != standing.entry || before == nil { tell(standing) }
        if let problem = standing.problem, before?.unreadable != standing.unreadable {
            logger.error("a policy was applied that can't be read", metadata: [LogKey.detail: "\(problem)"])
        }
        return standing
    }

    private func tell(_ standing: PolicyStanding) {
        var metadata: Logger.Metadata = ["policy": "\(standing.file.version)"]
        guard let entry = standing.entry else {
            logger.notice("the policy file is in force", metadata: metadata)
            return
        }
        metadata["author"] = "\(entry.author)"
        logger.notice("a policy that was applied is in force", metadata: metadata)
        if standing.file.version != file.version {
            logger.notice(
                "the policy file is another one, and doesn't count any more since a policy was applied",
                metadata: ["policy": "\(file.version)"])
        }
    }

    /// What is wrong with the policy in force, for `/readyz`.
    public var check: Readiness.Check {
        Readiness.Check("policy") { [self] in
            guard let standing = state.withLock(\.self) else { return "its versions have not been looked at yet" }
            return standing.problem
        }
    }

    public func run() async {
        await cancelWhenGracefulShutdown { [self] in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { [self] in
                    guard let notifications = notifications() else { return }
                    for await _ in notifications { changes.notify() }
                }
                group.addTask { [self] in await follow() }
            }
        }
    }

    private func follow() async {
        while !Task.isCancelled {
            let generation = changes.generation
            var pause = interval
            do {
                try await look()
            } catch {
                pause = min(interval, Self.retryPause)
                if Task.isCancelled { return }
                logger.warning(
                    "the versions of the policy can't be looked at; it is tried again",
                    metadata: [LogKey.error: "\(error)"])
            }
            _ = await withTimeLimit(pause, clock: CoarseClock.shared) { [changes] in
                await changes.wait(after: generation)
            }
        }
    }
}

extension PolicyStanding {
    /// The number of the newest entry that it knows of.
    var newestNumber: Int { max(entry?.number ?? 0, unreadable?.entry.number ?? 0) }
}

extension Fleet {
    /// The policy in force for this service.
    ///
    /// - Throws: ``ConfigurationError`` for a file that can't be used.
    public func policySource() throws(ConfigurationError) -> PolicySource {
        let variable = "LANDFALL_POLICY_FILE"
        return PolicySource(
            file: try PolicyFile(path: settings.file(variable), variable: variable), database: database,
            interval: try settings.duration("LANDFALL_POLICY_INTERVAL", default: .seconds(60)), logger: logger)
    }
}
