/// One outcome that a story must have, with what was seen instead if it hasn't.
struct Expectation: Hashable, Sendable {
    /// What is looked at, in a word or two: "ticket", "Entra journal".
    let subject: String
    /// What has to be so, as a sentence without a full stop.
    let expected: String
    /// What is so.
    let seen: String
    let isMet: Bool

    /// Met exactly when `isMet`; a met one is told as `seen`.
    init(_ subject: String, _ expected: String, seen: String, isMet: Bool) {
        self.subject = subject
        self.expected = expected
        self.seen = seen
        self.isMet = isMet
    }
}
