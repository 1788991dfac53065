/// Decides when a call may be made, so that an instance has no more of them at a time than it has threads to spare.
public protocol CallLimiting: Sendable {
    /// Makes a call when its turn has come.
    ///
    /// - Throws: what `body` throws; `CancellationError` when the task is cancelled while it waits.
    func withTurn<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result
}
