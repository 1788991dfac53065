/// Where an operation stands. The ledger holds it; ``OperationLifecycle`` says what may follow.
public enum OperationState: String, Codable, Sendable, CaseIterable {
    /// Known, nothing tried.
    case planned
    /// The wanted state was there before us: nothing to change, nothing ever to undo.
    case satisfied
    /// Committed: the state before was read, and the call is about to be made, or was made with an unknown outcome.
    case intended
    /// Graph accepted it, or showed, after our own committed intent, that it is already so.
    case applied
    /// Read back, as often as the configuration asks.
    case verified
    /// Permanent: with a reason and Graph's request id.
    case refused
    /// Committed intent to undo.
    case reverting
    /// Undone and read back.
    case reverted

    /// Nothing more happens to it by itself.
    public var isSettled: Bool {
        switch self {
        case .verified, .refused, .reverted: true
        case .planned, .satisfied, .intended, .applied, .reverting: false
        }
    }
}
