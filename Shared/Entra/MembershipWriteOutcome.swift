public import Domain

/// What came of one try to change a membership.
public enum MembershipWriteOutcome: Hashable, Sendable {
    /// Graph took the change. It is not visible yet, and not proved.
    case accepted(CorrelationIDs)
    /// Graph says that there is nothing to change. By itself this proves nothing: only after a committed intent of ours, with a read
    /// before it that showed the opposite, it means that an earlier try had landed.
    case alreadySo(CorrelationIDs)
    /// Its kind says what next: transient, to be tried again; permanent; unknown, to be looked at before it is repeated.
    case failed(Failure)
}
