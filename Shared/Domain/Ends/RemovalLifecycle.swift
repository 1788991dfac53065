/// What may become of the removal that ends an access. Pure.
public enum RemovalLifecycle {
    /// What happened to a removal.
    public enum Occurrence: Hashable, Sendable, CaseIterable {
        /// The run that grants has come to its end, and the access is there because of it, or of an earlier grant with an end.
        case granted
        /// That run has come to its end without granting, or was taken back later, or the access was there before and has no end.
        case ruledOut
        /// The run that did not grant is carried out once more.
        case retried
        /// Its time has come.
        case due
        /// Enough agreeing reads showed that the access is gone.
        case readBack
        /// Graph refused the removal for good.
        case refused
        /// The request that had taken its place was taken back.
        case givenBack
        /// A later request has renewed the access, made it permanent, or removed it.
        case released
    }

    /// The state that follows, or nil when this can't happen in that state.
    ///
    /// A removal that failed can still be released: the person has the access, so a later request finds it.
    public static func state(after occurrence: Occurrence, in state: RemovalState) -> RemovalState? {
        switch (state, occurrence) {
        case (.planned, .granted): .live
        case (.planned, .ruledOut), (.live, .ruledOut), (.started, .ruledOut), (.failed, .ruledOut): .void
        case (.void, .givenBack): .live
        case (.void, .retried): .planned
        case (.live, .due): .started
        case (.started, .due): .started
        case (.started, .readBack): .ended
        case (.started, .refused): .failed
        case (.live, .released), (.started, .released), (.failed, .released): .void
        default: nil
        }
    }

    /// The states in which something may happen to a removal.
    public static func states(before occurrence: Occurrence) -> [RemovalState] {
        RemovalState.allCases.filter { state(after: occurrence, in: $0) != nil }
    }
}
