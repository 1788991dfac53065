/// Which way a run goes.
public enum RunDirection: String, Codable, Sendable, CaseIterable {
    /// It makes its changes.
    case forward
    /// A part of it was refused for good: it takes back what it has changed.
    case back

    /// Whether a run turns back now.
    ///
    /// Not while an intent stands whose outcome isn't known: a change has to be known before it can be taken back.
    ///
    /// - Parameter states: the states of all operations of the run, which goes forward.
    public static func turnsBack(_ states: [OperationState], rule: PartialFailureRule) -> Bool {
        rule == .rollBack && states.contains(.refused) && !states.contains(.intended)
    }
}
