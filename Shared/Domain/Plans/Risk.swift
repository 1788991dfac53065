/// How much harm a grant could do, which decides who has to approve it.
public enum Risk: String, Codable, Sendable, CaseIterable, Comparable {
    /// The ticket's own approval is enough.
    case low
    /// A second person has to decide in Landfall.
    case high
    /// Privileged access: as ``high``, and stricter where the policy says so.
    case privileged

    public static func < (left: Risk, right: Risk) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .low: 0
        case .high: 1
        case .privileged: 2
        }
    }
}
