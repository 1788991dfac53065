public import Domain
import Foundation

extension GraphClient {
    /// Reads a person.
    ///
    /// - Parameter principalName: the user principal name.
    /// - Returns: nil only if Graph says that this very person doesn't exist; the 404 of a proxy doesn't say so.
    /// - Throws: ``Failure``; ``Reason/directoryUserMissing`` for a text that can't be anybody's name, which is never sent.
    public func user(
        principalName: String, priority: GraphPriority = .normal, trace: TraceContext? = nil
    ) async throws(Failure) -> DirectoryUser? {
        guard let name = UserPrincipalName(principalName) else { throw Self.impossible(principalName) }
        let call = GraphCall.user(name)
        return try user(try await read(call, priority, trace), of: call, name)
    }

    /// Reads a person.
    ///
    /// - Returns: nil only if Graph says that this very person doesn't exist.
    /// - Throws: ``Failure``
    public func user(
        _ id: UserID, priority: GraphPriority = .normal, trace: TraceContext? = nil
    ) async throws(Failure) -> DirectoryUser? {
        let call = GraphCall.user(id)
        let answer = try await read(call, priority, trace)
        if answer.status == 404, answer.error?.missingResource == id.description { return nil }
        let reply: UserReply = try answer.decoded(AnswerClassifier(call.purpose, isWrite: false, user: id))
        guard reply.id == id else { throw answer.foreign(to: call) }
        return reply.user
    }

    /// Reads up to ``maximumAtOnce`` people: one alone by a call of its own, several by one `$batch`.
    ///
    /// - Returns: what each read said, in the order of the names, as for one person. All are ``Failure`` with ``Reason/serviceDefect`` for
    ///   too many, of which nothing is sent.
    public func users(
        principalNames: [String], priority: GraphPriority = .normal, trace: TraceContext? = nil
    ) async -> [Result<DirectoryUser?, Failure>] {
        if principalNames.count == 1 {
            do throws(Failure) {
                return [.success(try await user(principalName: principalNames[0], priority: priority, trace: trace))]
            } catch {
                return [.failure(error)]
            }
        }
        guard principalNames.count <= Self.maximumAtOnce else {
            let defect = Failure(
                .serviceDefect, "reading \(principalNames.count) users at once: \(Self.maximumAtOnce) is the most")
            return principalNames.map { _ in .failure(defect) }
        }
        let names = principalNames.map(UserPrincipalName.init)
        let usable = names.compactMap(\.self)
        guard !usable.isEmpty else { return principalNames.map { .failure(Self.impossible($0)) } }
        let settlement = await settle(.users(usable), priority, trace)
        var index = 0
        return zip(principalNames, names).map { text, name in
            guard let name else { return .failure(Self.impossible(text)) }
            defer { index += 1 }
            do throws(Failure) {
                let answer = try settlement.answer(at: index).get()
                return .success(try user(answer, of: settlement.batch.items[index].call, name))
            } catch {
                return .failure(error)
            }
        }
    }

    private static func impossible(_ name: String) -> Failure {
        Failure(.directoryUserMissing, "“\(name.prefix(120))” can't be a user principal name")
    }

    private func user(
        _ answer: GraphAnswer, of call: GraphCall, _ name: UserPrincipalName
    ) throws(Failure) -> DirectoryUser? {
        if answer.status == 404, let missing = answer.error?.missingResource, name.names(missing) { return nil }
        let reply: UserReply = try answer.decoded(AnswerClassifier(call.purpose, isWrite: false))
        guard name.names(reply.userPrincipalName) else { throw answer.foreign(to: call) }
        return reply.user
    }

    /// Reads a group.
    ///
    /// - Returns: nil only if Graph says that this very group doesn't exist.
    /// - Throws: ``Failure``
    public func group(
        _ id: GroupID, priority: GraphPriority = .normal, trace: TraceContext? = nil
    ) async throws(Failure) -> DirectoryGroup? {
        let call = GraphCall.group(id)
        return try (try await read(call, priority, trace)).group(id, call)
    }

    /// Reads whether a person is a direct member of a group. The group isn't listed for that.
    ///
    /// - Throws: ``Failure``; ``Reason/directoryGroupMissing`` if Graph says that this very group doesn't exist.
    public func membership(
        of user: UserID, in group: GroupID, priority: GraphPriority = .normal, trace: TraceContext?
    ) async throws(Failure) -> MembershipReading {
        let call = GraphCall.membership(of: user, in: group)
        return try reading(
            try await read(call, priority, trace), of: call, MembershipQuestion(user: user, group: group))
    }

    /// Reads up to ``maximumAtOnce`` memberships, of any people in any groups: one alone by a call of its own, several by one `$batch`.
    ///
    /// - Returns: what each read said, in the order of the questions. All are ``Failure`` with ``Reason/serviceDefect`` for too many, of
    ///   which nothing is sent.
    public func memberships(
        _ questions: [MembershipQuestion], priority: GraphPriority = .normal, trace: TraceContext?
    ) async -> [Result<MembershipReading, Failure>] {
        if questions.count == 1 {
            do throws(Failure) {
                let (user, group) = (questions[0].user, questions[0].group)
                return [.success(try await membership(of: user, in: group, priority: priority, trace: trace))]
            } catch {
                return [.failure(error)]
            }
        }
        guard questions.count <= Self.maximumAtOnce else {
            let defect = Failure(
                .serviceDefect, "reading \(questions.count) memberships at once: \(Self.maximumAtOnce) is the most")
            return questions.map { _ in .failure(defect) }
        }
        guard !questions.isEmpty else { return [] }
        let settlement = await settle(.memberships(questions), priority, trace)
        return questions.enumerated().map { index, question in
            do throws(Failure) {
                let answer = try settlement.answer(at: index).get()
                return .success(try reading(answer, of: settlement.batch.items[index].call, question))
            } catch {
                return .failure(error)
            }
        }
    }

    private func reading(
        _ answer: GraphAnswer, of call: GraphCall, _ question: MembershipQuestion
    ) throws(Failure) -> MembershipReading {
        let reply: MembersReply = try answer.decoded(
            AnswerClassifier(call.purpose, isWrite: false, group: question.group))
        guard let isMember = reply.isMember(question.user) else { throw answer.foreign(to: call) }
        return MembershipReading(isMember: isMember, correlation: answer.correlation)
    }

    func read(
        _ call: GraphCall, _ priority: GraphPriority, _ trace: TraceContext?
    ) async throws(Failure) -> GraphAnswer {
        try await transport.answer(
            to: call, .init(clientRequestID: UUID().uuidString.lowercased(), priority: priority, trace: trace))
    }
}
