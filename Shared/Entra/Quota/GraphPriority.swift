/// Which calls Graph refuses first when the quota runs short (`x-ms-throttle-priority`). The limits are the same for all.
public enum GraphPriority: Hashable, Sendable, CaseIterable {
    /// Somebody waits for it.
    case high
    /// Graph's own default: nothing is sent.
    case normal
    /// It can wait: drift checks, reconciliation.
    case low

    /// What the header field says.
    var headerValue: String? {
        switch self {
        case .high: "High"
        case .normal: nil
        case .low: "Low"
        }
    }
}
