public import Domain
public import Logging

/// What a service does with the messages of one stage.
///
/// A handler commits its own state before it returns; what it returns is published, and only then is the message acknowledged. A crash
/// anywhere before that repeats the message, so a handler is idempotent, and states again what it may have stated before.
public protocol StageHandler: Sendable {
    var stage: Stage { get }

    /// What it calls. While one of them is down as a whole, the stage takes no messages.
    var needs: Set<Dependency> { get }

    /// - Throws: ``Domain/Failure``, which decides by its kind what becomes of the message. Any other error is a defect, and is
    ///   dead-lettered as one.
    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome
}

/// What comes with a message.
public struct HandlingContext: Sendable {
    /// Which attempt this is, from 1. Waiting and being throttled don't count.
    public var attempt: Int
    /// The trace that calls and events of this handling belong to.
    public var trace: TraceContext
    /// The event byte for byte as it came, with what this version of the code may not know of it.
    public var body: [UInt8]
    /// Carries the request item, the run and the trace.
    public var logger: Logger

    public init(attempt: Int, trace: TraceContext, body: [UInt8], logger: Logger) {
        self.attempt = attempt
        self.trace = trace
        self.body = body
        self.logger = logger
    }
}
