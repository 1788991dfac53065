/// Waits until `condition` answers something, looking again and again, for `limit` at most.
/// - Throws: `HarnessError` that names what was waited for, or what the condition threw last.
func eventually<Value>(
    _ what: String, within limit: Duration = .seconds(30), every interval: Duration = .milliseconds(20),
    _ condition: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + limit
    var lastError: (any Error)?
    while true {
        do {
            if let value = try await condition() { return value }
            lastError = nil
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            lastError = error
        }
        guard ContinuousClock.now < deadline else {
            let reason = lastError.map { ": \($0)" } ?? ""
            throw HarnessError("\(what) did not happen within \(limit)\(reason)")
        }
        try await Task.sleep(for: interval)
    }
}
