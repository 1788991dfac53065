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
    /// Cards for Microsoft Teams, by kind and outcome (`sent`, `throttled`, `failed`).
    public static let cards = "landfall_cards_total"
    /// 1 while a dependency is considered down.
    public static let breakerOpen = "landfall_breaker_open"
    /// What the ledger has given this process of Graph's quota, by budget (`writes`, `resource_units`).
    public static let quotaGranted = "landfall_quota_granted_total"
    /// Calls that wait for their part of the quota now, by priority (`people`, `background`, `drift`).
    public static let quotaWaiting = "landfall_quota_waiting"
    /// For how many more seconds Graph has asked to wait, by budget.
    public static let quotaPaused = "landfall_quota_paused_seconds"
    /// The limit as it was learnt, by budget.
    public static let quotaEstimate = "landfall_quota_estimate"
    /// Memberships that were looked at again, by what was seen (`in_order`, `drifted`).
    public static let driftLooks = "landfall_drift_looks_total"
    /// Drifts that were found, by kind (`removed_outside`, `added_outside`, `overdue`).
    public static let drifts = "landfall_drifts_total"
    /// Calls that Graph answered with 429, by budget.
    public static let quotaRefused = "landfall_quota_refused_total"
}
