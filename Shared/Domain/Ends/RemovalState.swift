/// Where the removal that ends an access stands. The ledger holds it; ``RemovalLifecycle`` says what may follow.
public enum RemovalState: String, Codable, Sendable, CaseIterable {
    /// Known since the run that grants the access was opened; whether the access is granted isn't known yet.
    case planned
    /// The access is granted; the removal waits for its time.
    case live
    /// Its time has come: a run of its own is to remove the access.
    case started
    /// The access is gone; that was read back.
    case ended
    /// The access could not be removed: a person has to act.
    case failed
    /// There is nothing to remove, or the access goes on: why stands beside it.
    case void

    /// Whether the access that it is to end is there because of a grant with an end, which has not been taken away yet.
    public var isInCharge: Bool {
        switch self {
        case .live, .started, .failed: true
        case .planned, .ended, .void: false
        }
    }
}
