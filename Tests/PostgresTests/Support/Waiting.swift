import Postgres
import Testing

struct NeverHappened: Error, CustomStringConvertible {
    var what: String
    var description: String { "it never happened: \(what)" }
}

/// Waits for a condition, with a limit.
func waitUntil(
    _ what: String, within limit: Duration = .seconds(20), _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw NeverHappened(what: what)
}

/// The error that a call throws, to look at closely.
func failure<R>(
    _ location: SourceLocation = #_sourceLocation, of body: () async throws -> R
) async -> PostgresError? {
    do {
        _ = try await body()
        Issue.record("nothing was thrown", sourceLocation: location)
    } catch let error as PostgresError {
        return error
    } catch {
        Issue.record("\(error) is no PostgresError", sourceLocation: location)
    }
    return nil
}
