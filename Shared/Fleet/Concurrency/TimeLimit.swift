/// Runs an operation for a limited time.
///
/// - Parameter clock: ``CoarseClock/shared`` where limits are long, and most operations end long before theirs.
/// - Returns: what the operation returned, or nil when the time was over first; the operation is cancelled then, and has ended when this
///   returns.
public func withTimeLimit<Result: Sendable>(
    _ limit: Duration, clock: any Clock<Duration>, _ operation: @escaping @Sendable () async throws -> Result
) async rethrows -> Result? {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try? await clock.sleep(for: limit)
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
