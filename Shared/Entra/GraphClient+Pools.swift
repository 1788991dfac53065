public import Domain

/// Reads of who could decide about something, and what somebody has already.
extension GraphClient {
    /// Reads the people who are direct members of a group, with whether their accounts are enabled. Groups and devices in it are left out.
    ///
    /// - Returns: nil only if Graph says that this very group doesn't exist.
    /// - Throws: ``Failure``; ``Reason/policyNobodyCanApprove`` for a group of more than a page: nobody could be asked who is in it.
    public func people(
        in group: GroupID, priority: GraphPriority = .normal, trace: TraceContext? = nil
    ) async throws(Failure) -> [DirectoryUser]? {
        let call = GraphCall.members(of: group)
        let answer = try await read(call, priority, trace)
        if answer.status == 404, answer.error?.missingResource == group.description { return nil }
        let reply: MemberPeopleReply = try answer.decoded(AnswerClassifier(call.purpose, isWrite: false, group: group))
        guard reply.nextLink == nil else {
            throw Failure(
                .policyNobodyCanApprove,
                "the group \(group) has more than \(GraphCall.memberPage) members, too many to be asked")
        }
        guard let people = reply.people else {
            throw Failure(
                .graphUnreadable, "\(call.purpose): it isn't said whose account is enabled",
                correlation: answer.correlation)
        }
        return people
    }

    /// Reads who somebody's manager is.
    ///
    /// - Returns: nil if Graph says that they have none, or don't exist.
    /// - Throws: ``Failure``
    public func manager(
        of user: UserID, priority: GraphPriority = .normal, trace: TraceContext? = nil
    ) async throws(Failure) -> DirectoryUser? {
        let call = GraphCall.manager(of: user)
        let answer = try await read(call, priority, trace)
        if answer.status == 404, let missing = answer.error?.missingResource,
            missing == "manager" || missing == user.description
        {
            return nil
        }
        let reply: UserReply = try answer.decoded(AnswerClassifier(call.purpose, isWrite: false))
        return reply.user
    }

    /// Reads the names of the groups that somebody is a direct member of, for people to read.
    ///
    /// - Returns: up to a hundred, and whether there are more.
    /// - Throws: ``Failure``
    public func groupNames(
        of user: UserID, priority: GraphPriority = .normal, trace: TraceContext? = nil
    ) async throws(Failure) -> (names: [String], areMore: Bool) {
        let call = GraphCall.groups(of: user)
        let answer = try await read(call, priority, trace)
        let reply: GroupNamesReply = try answer.decoded(AnswerClassifier(call.purpose, isWrite: false, user: user))
        return (reply.names, reply.nextLink != nil)
    }
}
