/// By whom, when and why something is written.
struct WriteContext: Sendable {
    let caller: Caller
    let now: GlideDateTime
    let cause: String
    /// How many business rules deep; rules that set each other off for ever are stopped.
    let depth: Int

    init(caller: Caller, now: GlideDateTime, cause: String = "request", depth: Int = 0) {
        self.caller = caller
        self.now = now
        self.cause = cause
        self.depth = depth
    }

    /// The same moment, as the work of a business rule or a flow.
    func platform(_ cause: String) -> WriteContext {
        WriteContext(caller: .platform, now: now, cause: cause, depth: depth + 1)
    }

    static let maximumDepth = 8
}
