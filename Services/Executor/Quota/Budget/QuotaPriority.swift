/// Who a call is made for. What comes first here goes first.
enum QuotaPriority: Int, Sendable, CaseIterable, Comparable {
    /// Somebody waits for it. May use all there is.
    case people
    /// Nobody waits: leaves a reserve to people.
    case background
    /// Looking for drift: leaves a larger one.
    case drift

    /// Whether it goes first.
    func isAhead(of other: QuotaPriority) -> Bool { rawValue < other.rawValue }

    static func < (left: QuotaPriority, right: QuotaPriority) -> Bool { left.rawValue < right.rawValue }
}
