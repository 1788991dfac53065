/// A sleep that is cancelled leaves its timer behind until its time is over, which adds up where thousands of operations a minute end long
/// before their limit: so a long wait is made of short ones.
private let longestSleep = Duration.seconds(1)

/// Runs an operation for a limited time.
///
/// - Returns: what the operation returned, or nil when the time was over first; the operation is cancelled then, and has ended when this
///   returns.
public func withTimeLimit<Result: Sendable>(
    _ limit: Duration, clock: any Clock<Duration>, _ operation: @escaping @Sendable () async throws -> Result
) async rethrows -> Result? {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            var left = limit
            while left > .zero, !Task.isCancelled {
                let piece = min(left, longestSleep)
                try? await clock.sleep(for: piece)
                left -= piece
            }
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}

/// Runs two operations until one of them ends; the other is cancelled, and has ended when this returns.
public func withFirstToEnd(
    _ one: @escaping @Sendable () async throws -> Void, _ other: @escaping @Sendable () async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await one() }
        group.addTask { try await other() }
        defer { group.cancelAll() }
        try await group.next()
    }
}
