/// Something that a test waited for did not happen in time.
public struct NeverHappened: Error, CustomStringConvertible {
    let what: String

    public init(what: String) {
        self.what = what
    }

    public var description: String { "it never happened: \(what)" }
}

/// Waits for a condition, with a limit.
public func waitUntil(
    _ what: String, within limit: Duration = .seconds(20), _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    throw NeverHappened(what: what)
}
