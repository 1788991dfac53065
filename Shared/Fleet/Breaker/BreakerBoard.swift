public import Domain
public import Logging
import Metrics
import Synchronization

/// The breakers of one process, one for each dependency, and what can be asked to find out whether a dependency is back.
public final class BreakerBoard: Sendable {
    /// Asks a dependency for something small; returns normally when it answers.
    public typealias Probe = @Sendable () async throws -> Void

    private let breakers: Mutex<[Dependency: CircuitBreaker]>
    private let probes: [Dependency: Probe]
    private let changes = ChangeSignal()
    private let clock = ContinuousClock()
    private let start = ContinuousClock.now
    private let logger: Logger

    /// - Parameter probes: a dependency without one is never considered down as a whole.
    public init(probes: [Dependency: Probe], limits: CircuitBreaker.Limits = .init(), logger: Logger) {
        self.breakers = Mutex(probes.mapValues { _ in CircuitBreaker(limits: limits) })
        self.probes = probes
        self.logger = logger
    }

    private var now: Duration { clock.now - start }

    public func isOpen(_ dependency: Dependency) -> Bool {
        breakers.withLock { $0[dependency]?.isOpen ?? false }
    }

    /// Those that are considered down.
    public func open(among dependencies: Set<Dependency>) -> Set<Dependency> {
        breakers.withLock { breakers in dependencies.filter { breakers[$0]?.isOpen ?? false } }
    }

    public func succeeded(_ dependencies: Set<Dependency>) {
        let closed = breakers.withLock { breakers in
            dependencies.filter { dependency in
                let wasOpen = breakers[dependency]?.isOpen ?? false
                breakers[dependency]?.succeeded()
                return wasOpen
            }
        }
        for dependency in closed { announce(dependency, isOpen: false) }
    }

    public func failed(_ dependency: Dependency) {
        let now = self.now
        let hasOpened = breakers.withLock { breakers in
            guard var breaker = breakers[dependency] else { return false }
            let wasOpen = breaker.isOpen
            breaker.failed(at: now)
            breakers[dependency] = breaker
            return !wasOpen && breaker.isOpen
        }
        if hasOpened { announce(dependency, isOpen: true) }
    }

    /// Returns when one of the dependencies is considered down, or when the task is cancelled.
    public func waitUntilOpen(anyOf dependencies: Set<Dependency>) async {
        while !Task.isCancelled {
            let generation = changes.generation
            guard open(among: dependencies).isEmpty else { return }
            await changes.wait(after: generation)
        }
    }

    /// Returns when none of the dependencies is considered down, or when the task is cancelled. Probes them until then.
    public func waitUntilClosed(allOf dependencies: Set<Dependency>) async {
        await withDiscardingTaskGroup { group in
            for dependency in dependencies {
                group.addTask { await self.waitUntilClosed(dependency) }
            }
        }
    }

    private func waitUntilClosed(_ dependency: Dependency) async {
        while !Task.isCancelled {
            let generation = changes.generation
            guard let breaker = breakers.withLock({ $0[dependency] }), breaker.isOpen else { return }
            guard let pause = breaker.pause(at: now) else {
                // Somebody else's probe is on its way; its outcome is a change.
                await changes.wait(after: generation)
                continue
            }
            try? await clock.sleep(for: pause)
            await probe(dependency)
        }
    }

    private func probe(_ dependency: Dependency) async {
        let now = self.now
        guard let probe = probes[dependency], breakers.withLock({ $0[dependency]?.beginProbe(at: now) ?? false }) else {
            return
        }
        do {
            try await probe()
            succeeded([dependency])
        } catch {
            logger.debug(
                "the dependency is still down",
                metadata: [LogKey.dependency: "\(dependency.rawValue)", LogKey.error: "\(error)"])
            failed(dependency)
            changes.notify()
        }
    }

    private func announce(_ dependency: Dependency, isOpen: Bool) {
        Gauge(label: MetricName.breakerOpen, dimensions: [("dependency", dependency.rawValue)]).record(isOpen ? 1 : 0)
        logger.log(
            level: isOpen ? .error : .notice,
            isOpen
                ? "a dependency is down: its stages stop taking messages until it answers" : "the dependency is back",
            metadata: [LogKey.dependency: "\(dependency.rawValue)"])
        changes.notify()
    }
}
