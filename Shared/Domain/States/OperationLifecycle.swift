/// What may become of an operation: the table of `design/ledger.md` as a pure function.
public enum OperationLifecycle {
    /// What happened to an operation.
    public enum Occurrence: Hashable, Sendable, CaseIterable {
        /// A read before the change showed that the wanted state is already there.
        case foundInPlace
        /// The state before was read, and the intent is being committed.
        case intentCommitted
        /// Graph accepted the change, or showed after our own committed intent that it is so.
        case changeAccepted
        /// Graph refused for good.
        case changeRefused
        /// Enough agreeing reads showed the wanted state.
        case readBack
        /// Reads agree that an accepted change is not there.
        case foundMissing
        /// The undoing of an own change is being committed.
        case undoCommitted
        /// Enough agreeing reads showed that the change is undone.
        case undoReadBack
    }

    /// The state that follows, or nil when this can't happen in that state.
    ///
    /// A satisfied operation is verified like any other, but never undone: what was there before us stays (I4).
    public static func state(after occurrence: Occurrence, in state: OperationState) -> OperationState? {
        switch (state, occurrence) {
        case (.planned, .foundInPlace): .satisfied
        case (.planned, .intentCommitted): .intended
        case (.planned, .changeRefused): .refused
        case (.satisfied, .readBack): .verified
        case (.intended, .intentCommitted): .intended
        case (.intended, .changeAccepted): .applied
        case (.intended, .changeRefused): .refused
        case (.applied, .readBack): .verified
        case (.applied, .foundMissing): .intended
        case (.applied, .undoCommitted): .reverting
        case (.verified, .undoCommitted): .reverting
        case (.reverting, .undoCommitted): .reverting
        case (.reverting, .undoReadBack): .reverted
        default: nil
        }
    }

    /// The state in which an operation begins the next start of its run, which had ended in this one.
    ///
    /// What the run has changed and couldn't take back, or kept, is still its own, and has to be proved anew. Everything else begins from the
    /// beginning: what was there before us may be gone by now, and what was undone is to be done again.
    public static func stateInNextStart(after state: OperationState, isOurChange: Bool) -> OperationState {
        switch state {
        case .applied, .verified, .reverting: isOurChange ? .applied : .planned
        case .planned, .satisfied, .intended, .refused, .reverted: .planned
        }
    }
}
