/// The names of what Landfall measures, as Prometheus shows them.
public enum MetricName {
    /// Messages that a stage has finished with, by stage and outcome (`done`, `later`, `retried`, `throttled`, `dead`).
    public static let stageMessages = "landfall_stage_messages_total"
    /// How long a stage worked on a message, in seconds, by stage.
    public static let stageDuration = "landfall_stage_duration_seconds"
    /// Messages that a stage works on now.
    public static let stageInWork = "landfall_stage_in_work"
    /// Messages that were dead-lettered, by stage and reason.
    public static let deadLetters = "landfall_dead_letters_total"
    /// 1 while a dependency is considered down.
    public static let breakerOpen = "landfall_breaker_open"
}
