/// Of which drifts a card of their own is made. Pure.
///
/// When a group is emptied or deleted, thousands drift within one round of looks: a card for each would bury all others. So the first ones
/// have cards, and then one card tells of all, again each time that they have become twice as many.
struct DriftCardRule: Hashable, Sendable {
    /// So many of one group have cards of their own.
    var limit = 50

    enum Verdict: Hashable, Sendable {
        case own
        /// A card that tells how many there are.
        case sum
        case none
    }

    /// - Parameter number: which one of its group it is within a round, from 1.
    func verdict(on number: Int) -> Verdict {
        if number <= limit { return .own }
        let (rounds, rest) = (number - 1).quotientAndRemainder(dividingBy: max(limit, 1))
        return rest == 0 && rounds.nonzeroBitCount == 1 ? .sum : .none
    }
}
