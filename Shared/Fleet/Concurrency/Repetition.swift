public import Logging
import ServiceLifecycle

/// Does something again and again until the service is asked to stop. What fails is said, and done again after the pause.
///
/// - Parameters:
///   - pause: between two times.
///   - level: of what is said.
///   - trouble: what is said, beside the error.
///   - body: returns whether there is more to do at once.
public func repeatUntilShutdown(
    every pause: Duration, logger: Logger, level: Logger.Level = .error, trouble: Logger.Message,
    _ body: @Sendable @escaping () async throws -> Bool
) async {
    // Thrown is cancellation alone: then it is over.
    try? await cancelWhenGracefulShutdown {
        while !Task.isCancelled {
            do {
                if try await body() { continue }
            } catch {
                try Task.checkCancellation()
                logger.log(level: level, trouble, metadata: [LogKey.error: "\(error)"])
            }
            try await Task.sleep(for: pause)
        }
    }
}
