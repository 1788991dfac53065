import Domain

/// How a question is asked, and what its answer says. Pure.
extension DirectoryQuestion {
    /// The call; nil for what can't be anybody's name or any group's, which isn't sent.
    var call: GraphCall? {
        switch self {
        case .person(let key):
            switch key.road {
            case .userName: UserPrincipalName(key.value).map { .person($0) }
            case .mail: FilterValue(mail: key.value).map { .people(.mail, is: $0) }
            case .employeeID: FilterValue(key.value).map { .people(.employeeID, is: $0) }
            }
        case .group(let group): .group(group)
        case .deletedGroup(let group): .deletedGroup(group)
        case .groupsNamed(let name): FilterValue(name).map { .groups(named: $0) }
        case .memberships(let user, let groups):
            (1...GraphCall.checkLimit).contains(groups.count) ? .memberships(of: user, in: groups) : nil
        }
    }

    /// The answer to a question that isn't sent.
    func unasked() throws(Failure) -> DirectoryAnswer {
        switch self {
        case .person: return .person(.missing)
        case .groupsNamed: return .groupsNamed([])
        case .memberships(_, let groups) where groups.isEmpty: return .memberships([])
        case .group, .deletedGroup, .memberships:
            throw Failure(.serviceDefect, "a question to the directory names too many groups at once")
        }
    }

    /// What an answer of Graph's says.
    ///
    /// - Throws: ``Failure``
    func answer(_ answer: GraphAnswer, to call: GraphCall) throws(Failure) -> DirectoryAnswer {
        switch self {
        case .person(let key): return .person(try Self.person(answer, key, call))
        case .group(let group): return .group(try answer.group(group, call))
        case .deletedGroup(let group):
            if answer.isMissing(group.description) { return .deletedGroup(nil) }
            // No right to know is no outage: that the group isn't there is known.
            if answer.status == 403, answer.error != nil { return .deletedGroup(nil) }
            let reply: DeletedGroupReply = try answer.decoded(AnswerClassifier(call.purpose, isWrite: false))
            guard reply.id == group else { throw answer.foreign(to: call) }
            return .deletedGroup(reply.group)
        case .groupsNamed(let name):
            let reply: NamedGroupsReply = try answer.decoded(AnswerClassifier(call.purpose, isWrite: false))
            guard reply.isComplete, reply.value.allSatisfy({ $0.displayName.lowercased() == name.lowercased() }) else {
                throw answer.foreign(to: call)
            }
            return .groupsNamed(reply.value.map(\.id).sorted())
        case .memberships(let user, let groups):
            let reply: MemberGroupsReply = try answer.decoded(
                AnswerClassifier(call.purpose, isWrite: false, user: user))
            guard reply.value.isSubset(of: groups) else { throw answer.foreign(to: call) }
            return .memberships(reply.value)
        }
    }

    private static func person(
        _ answer: GraphAnswer, _ key: PersonKey, _ call: GraphCall
    ) throws(Failure) -> PersonFinding {
        let classifier = AnswerClassifier(call.purpose, isWrite: false)
        if key.road == .userName {
            if answer.isMissing(key.value) { return .missing }
            let reply: PersonReply = try answer.decoded(classifier)
            guard reply.userPrincipalName.lowercased() == key.value.lowercased() else {
                throw answer.foreign(to: call)
            }
            return .found(reply.user)
        }
        let reply: PeopleReply = try answer.decoded(classifier)
        // A filter that was not understood must not make anybody somebody else.
        guard let value = FilterValue(key.value),
            reply.value.allSatisfy({ person in
                value.equals((key.road == .mail ? person.mail : person.employeeID) ?? "")
            })
        else { throw answer.foreign(to: call) }
        if reply.value.count > 1 { return .ambiguous(reply.value.count) }
        guard reply.isComplete else { throw answer.foreign(to: call) }
        return reply.value.first.map { .found($0.user) } ?? .missing
    }
}

extension GraphAnswer {
    /// The group that was asked for; nil if Graph says that there is none.
    func group(_ id: GroupID, _ call: GraphCall) throws(Failure) -> DirectoryGroup? {
        if isMissing(id.description) { return nil }
        let reply: GroupReply = try decoded(AnswerClassifier(call.purpose, isWrite: false, group: id))
        guard reply.id == id else { throw foreign(to: call) }
        return reply.group
    }

    /// Whether Graph itself says that this very thing isn't there: a proxy's 404 doesn't.
    fileprivate func isMissing(_ name: String) -> Bool {
        status == 404 && error?.missingResource?.lowercased() == name.lowercased()
    }
}
