import Domain

/// What Graph's answer to a change of a membership means. Pure.
struct MembershipWriteClassifier: Sendable {
    let action: MembershipAction
    let failures: AnswerClassifier

    init(_ action: MembershipAction, user: UserID, group: GroupID, purpose: String) {
        self.action = action
        self.failures = AnswerClassifier(purpose, isWrite: true, group: group, user: user)
    }

    func outcome(of answer: GraphAnswer) -> MembershipWriteOutcome {
        // Nothing else is documented for a change that was made; a 200 with a page is some proxy's.
        if answer.status == 204 { return .accepted(answer.correlation) }
        if saysAlreadySo(answer) { return .alreadySo(answer.correlation) }
        return .failed(failures.failure(of: answer))
    }

    private func saysAlreadySo(_ answer: GraphAnswer) -> Bool {
        guard let error = answer.error else { return false }
        return switch (action, answer.status) {
        case (.add, 400): error.says("added object references already exist")
        case (.remove, 400): error.says("removed object references do not exist")
        // A person who isn't a member and a person who isn't at all read the same; either way the membership isn't there.
        case (.remove, 404): failures.failure(of: answer).reason == .directoryUserMissing
        default: false
        }
    }
}
