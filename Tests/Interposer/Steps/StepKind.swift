/// What kind of external step a service took.
public enum StepKind: String, Sendable, Hashable, CaseIterable {
    /// A message published to the broker, answered by the broker's confirm.
    case publish = "amqp publish"
    /// A delivery acknowledged. The broker does not answer.
    case acknowledge = "amqp ack"
    /// A delivery rejected or requeued. The broker does not answer.
    case reject = "amqp reject"
    /// A round trip to the database that makes something durable: a COMMIT, or a writing statement outside a transaction.
    case commit = "postgres commit"
    /// Any other round trip to the database.
    case query = "postgres query"
    /// An HTTP request, answered by its response.
    case request = "http"

    /// The steps after which the outside world is different: where it matters whether a process died before or after.
    public static let effects: Set<StepKind> = [.publish, .acknowledge, .reject, .commit, .request]
}
