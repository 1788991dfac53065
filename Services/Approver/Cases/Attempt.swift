import Domain

/// That somebody says yes or no to a plan.
struct Attempt: Hashable, Sendable {
    enum Answer: String, Hashable, Sendable, CaseIterable {
        case approve
        case deny
    }

    /// Tells it from every other one.
    var id: String
    /// Who it is, as they have signed in.
    var person: Person
    var answer: Answer
    /// The plan that they were shown.
    var planDigest: String
    var place: Approval.Vote.Place
    var comment: String?
}

/// What became of it.
enum AttemptOutcome: Hashable, Sendable {
    /// It counts; these are to be stated.
    case counted([Fact])
    /// It doesn't, for this reason.
    case refused(Failure)
}
