import Domain

/// What Graph's answer to adding several people at once means. Pure.
///
/// Somebody's change is refused for good only by an answer that is about them: so what may be one person's fault, or isn't said to be
/// anybody's, leaves the outcome undecided, and only what holds for the group, the application or the moment fails all of them.
struct BulkAddClassifier: Sendable {
    let users: Set<UserID>
    let failures: AnswerClassifier

    init(_ users: [UserID], group: GroupID, purpose: String) {
        self.users = Set(users)
        self.failures = AnswerClassifier(purpose, isWrite: true, group: group)
    }

    func outcome(of answer: GraphAnswer) -> BulkAddOutcome {
        // Nothing else is documented for people who were added; a 200 with a page is some proxy's.
        if answer.status == 204 { return .accepted(answer.correlation) }
        let failure = failures.failure(of: answer)
        return isUndecided(answer, failure.reason)
            ? .undecided(answer.correlation, detail: failure.detail) : .failed(failure)
    }

    private func isUndecided(_ answer: GraphAnswer, _ reason: Reason) -> Bool {
        guard let error = answer.error else { return false }
        return switch (answer.status, reason) {
        // Also where the net number would fit: the quota is counted before those who are members already are told apart (Canvas).
        case (400, .graphQuotaExceeded), (403, .graphQuotaExceeded): true
        // "already exist", "can only be present once", or something about one of them that nobody has written down.
        case (400, .graphRefused): true
        // Whether this call is content with GroupMember.ReadWrite.All alone isn't confirmed: group-update doesn't list it. If the
        // group itself can't be changed, each single addition says so, too.
        case (403, .graphForbidden): true
        case (404, _): error.missingResource.flatMap { UserID($0) }.map { users.contains($0) } ?? false
        default: false
        }
    }
}
