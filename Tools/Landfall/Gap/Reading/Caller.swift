import Domain

/// Carries out reads, again and again where that can help.
struct Caller: Sendable {
    let tally: CallTally
    /// Returns after that time. Injected, so that tests don't wait.
    let pause: @Sendable (Duration) async throws -> Void
    /// Is told of a wait, and why.
    let onWait: @Sendable (Duration, Failure) -> Void

    /// Reads one thing from ServiceNow.
    ///
    /// - Throws: ``GapProblem``; `CancellationError`.
    func serviceNow<Result>(_ purpose: String, _ body: () async throws -> Result) async throws -> Result {
        var rule = RetryRule()
        while true {
            do {
                tally.countServiceNow()
                return try await body()
            } catch let failure as Failure {
                try await wait(after: failure, by: &rule, purpose)
            }
        }
    }

    /// - Throws: ``GapProblem`` when there is nothing to wait for.
    func wait(after failure: Failure, by rule: inout RetryRule, _ purpose: String) async throws {
        try Task.checkCancellation()
        var generator = SystemRandomNumberGenerator()
        guard let wait = rule.wait(after: failure, using: &generator) else { throw GapProblem(purpose, failure) }
        onWait(wait, failure)
        try await pause(wait)
    }
}
