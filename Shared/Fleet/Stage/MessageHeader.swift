/// The names of Landfall's own message headers.
public enum MessageHeader {
    /// How many attempts have failed so far.
    public static let attempt = "landfall-attempt"
    /// The reason code of the last failure.
    public static let error = "landfall-error"
    /// What exactly happened.
    public static let detail = "landfall-detail"
    /// `transient`, `permanent` or `unknown`.
    public static let kind = "landfall-kind"
    /// Whose move it is.
    public static let responsible = "landfall-responsible"
    /// The stage that failed.
    public static let stage = "landfall-stage"
    /// When the message first failed, and when it was dead-lettered.
    public static let firstFailure = "landfall-first-failure"
    public static let deadLettered = "landfall-dead-lettered"
    /// A list of tables: `at`, `reason`, `detail`, `instance`.
    public static let history = "landfall-history"
    /// Which service of which version and instance wrote the message.
    public static let service = "landfall-service"
    public static let version = "landfall-version"
    public static let instance = "landfall-instance"
    /// What the message is about, for people who look into a queue.
    public static let ritm = "landfall-ritm"
    public static let run = "landfall-run"
    /// W3C trace context.
    public static let trace = "traceparent"
}
