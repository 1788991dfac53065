import Domain
import ServiceLifecycle

/// Finds out when a dependency is back that no stage waits for: one that only a part of a stage's messages calls, so that the others go on
/// while it is down.
struct BreakerWatch: Service {
    let breakers: BreakerBoard
    let dependencies: Set<Dependency>

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await breakers.waitUntilOpen(anyOf: dependencies)
                await breakers.waitUntilClosed(allOf: dependencies)
            }
        }
    }
}
