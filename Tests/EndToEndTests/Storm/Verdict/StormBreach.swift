/// An invariant that does not hold.
struct StormBreach: Sendable, CustomStringConvertible {
    let invariant: Invariant
    let text: String
    let ritm: String?
    /// What the witnesses say of it.
    let evidence: [String]

    enum Invariant: String, Sendable, CaseIterable {
        case falseFulfilment = "I1"
        case vanished = "I2"
        case effectTwice = "I3"
        case undoneWhatWasNotOurs = "I4"
        case withoutMandate = "I5"
        case notOnRecord = "I6"
        case secretOut = "I7"
        /// Not one of the invariants, and not to be expected all the same.
        case unexpected
    }

    var description: String {
        let lines = evidence.map { "    \($0)" }.joined(separator: "\n")
        return "\(invariant.rawValue) \(ritm ?? ""): \(text)\n\(lines)"
    }
}
