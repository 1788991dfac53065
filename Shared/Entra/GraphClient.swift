public import Domain
public import Foundation
public import HTTP
public import Logging

/// Landfall's road to Microsoft Graph: reads one person, one group, one membership; adds and removes one membership.
///
/// One for a process: it holds the process's one token, fetched when it is first needed and renewed before it ends. It repeats nothing,
/// except once after a token was not accepted, and holds nobody up: retries, breakers and the quota are its caller's.
///
/// ```swift
/// let http = try HTTPClient(configuration: configuration.httpClientConfiguration, logger: logger)
/// let graph = GraphClient(configuration: configuration, http: http, logger: logger)
/// switch await graph.change(.add, user: user, group: group, clientRequestID: id, trace: trace) {
/// case .accepted(let ids): …       // accepted, not proved
/// case .alreadySo(let ids): …      // ours only after an intent of ours
/// case .failed(let failure): …     // failure.kind says what next
/// }
/// ```
public final class GraphClient: Sendable {
    private let configuration: EntraConfiguration
    private let transport: GraphTransport

    /// Opens nothing yet.
    ///
    /// - Parameter now: the time, for tokens and for a `Retry-After` that is a date.
    public init(
        configuration: EntraConfiguration,
        http: HTTPClient,
        now: @escaping @Sendable () -> Date = { Date() },
        logger: Logger
    ) {
        self.configuration = configuration
        self.transport = GraphTransport(configuration: configuration, http: http, now: now, logger: logger)
    }

    /// The application permissions that the token carries.
    ///
    /// Tokens are issued without any permission, too; what was not consented to shows only here, and as a 403 to every call.
    ///
    /// - Throws: ``Failure``, as for any call, when there is no token to be had.
    public func roles() async throws(Failure) -> Set<String> {
        try await transport.tokens.token().roles()
    }

    /// Reads a person.
    ///
    /// - Parameter principalName: the user principal name.
    /// - Returns: nil only if Graph says that this very person doesn't exist; the 404 of a proxy doesn't say so.
    /// - Throws: ``Failure``; ``Reason/directoryUserMissing`` for a text that can't be anybody's name, which is never sent.
    public func user(principalName: String, trace: TraceContext? = nil) async throws(Failure) -> DirectoryUser? {
        guard let name = UserPrincipalName(principalName) else {
            throw Failure(.directoryUserMissing, "“\(principalName.prefix(120))” can't be a user principal name")
        }
        let call = GraphCall.user(name)
        let answer = try await read(call, trace: trace)
        if answer.status == 404, let missing = answer.error?.missingResource, name.names(missing) { return nil }
        let reply: UserReply = try decode(answer, of: call, AnswerClassifier(call.purpose, isWrite: false))
        guard name.names(reply.userPrincipalName) else { throw foreign(answer, of: call) }
        return reply.user
    }

    /// Reads a group.
    ///
    /// - Returns: nil only if Graph says that this very group doesn't exist.
    /// - Throws: ``Failure``
    public func group(_ id: GroupID, trace: TraceContext? = nil) async throws(Failure) -> DirectoryGroup? {
        let call = GraphCall.group(id)
        let answer = try await read(call, trace: trace)
        if answer.status == 404, answer.error?.missingResource == id.description { return nil }
        let reply: GroupReply = try decode(answer, of: call, AnswerClassifier(call.purpose, isWrite: false, group: id))
        guard reply.id == id else { throw foreign(answer, of: call) }
        return reply.group
    }

    /// Reads whether a person is a direct member of a group. The group isn't listed for that.
    ///
    /// - Throws: ``Failure``; ``Reason/directoryGroupMissing`` if Graph says that this very group doesn't exist.
    public func membership(
        of user: UserID, in group: GroupID, trace: TraceContext?
    ) async throws(Failure) -> MembershipReading {
        let call = GraphCall.membership(of: user, in: group)
        let answer = try await read(call, trace: trace)
        let reply: MembersReply = try decode(
            answer, of: call, AnswerClassifier(call.purpose, isWrite: false, group: group))
        guard let isMember = reply.isMember(user) else { throw foreign(answer, of: call) }
        return MembershipReading(isMember: isMember, correlation: answer.correlation)
    }

    /// Adds a person to a group, or removes them from it: one call, once.
    ///
    /// - Parameter clientRequestID: the id under which Graph logs the call, a GUID; on record before the call is made.
    public func change(
        _ action: MembershipAction, user: UserID, group: GroupID, clientRequestID: String, trace: TraceContext?
    ) async -> MembershipWriteOutcome {
        let call = GraphCall.change(
            action, user: user, group: group, cloud: BaseAddress.trimmed(configuration.cloud))
        do throws(Failure) {
            let answer = try await transport.answer(to: call, clientRequestID: clientRequestID, trace: trace)
            let classifier = MembershipWriteClassifier(action, user: user, group: group, purpose: call.purpose)
            return classifier.outcome(of: answer)
        } catch {
            return .failed(error)
        }
    }

    // MARK: - Reading

    private func read(_ call: GraphCall, trace: TraceContext?) async throws(Failure) -> GraphAnswer {
        try await transport.answer(to: call, clientRequestID: UUID().uuidString.lowercased(), trace: trace)
    }

    private func decode<Reply: Decodable>(
        _ answer: GraphAnswer, of call: GraphCall, _ classifier: AnswerClassifier
    ) throws(Failure) -> Reply {
        guard answer.status == 200 else { throw classifier.failure(of: answer) }
        do {
            return try JSONDecoder().decode(Reply.self, from: Data(answer.body))
        } catch {
            throw Failure(
                .graphUnreadable, "\(call.purpose): 200 without what was asked for", correlation: answer.correlation)
        }
    }

    private func foreign(_ answer: GraphAnswer, of call: GraphCall) -> Failure {
        Failure(
            .graphUnreadable, "\(call.purpose): the answer is about something else", correlation: answer.correlation)
    }
}
