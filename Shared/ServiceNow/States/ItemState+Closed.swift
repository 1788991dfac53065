extension ItemState {
    /// Whether an item in it is done with, whatever came of it.
    public var isClosed: Bool {
        switch self {
        case .closedComplete, .closedIncomplete, .closedSkipped: true
        case .open, .workInProgress: false
        }
    }
}
