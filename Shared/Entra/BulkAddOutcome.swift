public import Domain

/// What came of one try to add several people to a group at once: all of them, or nobody.
///
/// "If an error condition exists in the request body, no members are added" (Graph's documentation of adding members).
public enum BulkAddOutcome: Hashable, Sendable {
    /// Graph took all of them. It is not visible yet, and not proved.
    case accepted(CorrelationIDs)
    /// Nobody was added, and the answer tells nothing about each single person: one of them is a member already, or is missing, or Graph
    /// refused without a reason that holds for all. Each has to be added by a call of their own, whose answer decides.
    ///
    /// The detail is what Graph said, for people to read.
    case undecided(CorrelationIDs, detail: String)
    /// It holds for all of them. Its kind says what next, as with ``MembershipWriteOutcome``.
    case failed(Failure)
}
