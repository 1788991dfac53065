/// What became of a message; the raw value is a metric's label.
enum MessageOutcome: String, Sendable, CaseIterable {
    /// What follows is published, the message acknowledged.
    case done
    /// It waits, as its handler asked for.
    case later
    /// It failed, and waits for another try.
    case retried
    /// The other side asked to wait.
    case throttled
    /// It stands in the dead-letter queue.
    case dead
}
