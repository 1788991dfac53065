public import Domain
import Foundation

extension GraphClient {
    /// The most calls that travel as one, and the most people that one call adds.
    public static var maximumAtOnce: Int { GraphBatch.limit }

    /// Adds a person to a group, or removes them from it: one call, once.
    ///
    /// - Parameters:
    ///   - clientRequestID: the id under which Graph logs the call, a GUID; on record before the call is made.
    ///   - intendedAt: when the intent was committed, or before: what can't be sent within a few seconds of it isn't sent any more, and
    ///     fails as ``Reason/graphUnavailable``: see ``longestChange``.
    public func change(
        _ action: MembershipAction, user: UserID, group: GroupID, clientRequestID: String,
        priority: GraphPriority = .normal, trace: TraceContext?, intendedAt: ContinuousClock.Instant? = nil
    ) async -> MembershipWriteOutcome {
        let call = GraphCall.change(action, user: user, group: group, cloud: cloud)
        do throws(Failure) {
            let answer = try await transport.answer(
                to: call,
                .init(clientRequestID: clientRequestID, priority: priority, trace: trace, intendedAt: intendedAt))
            let classifier = MembershipWriteClassifier(action, user: user, group: group, purpose: call.purpose)
            return classifier.outcome(of: answer)
        } catch {
            return .failed(error)
        }
    }

    /// Changes up to ``maximumAtOnce`` memberships: one alone by a call of its own, several by one `$batch`, once.
    ///
    /// Each is settled by its own answer. Graph may carry them out in any order, so no membership may be named twice.
    ///
    /// - Parameter intendedAt: as for one change.
    /// - Returns: the outcomes, in the order of the changes. All are ``Failure`` with ``Reason/serviceDefect`` for too many or for a
    ///   membership that is named twice, of which nothing is sent.
    public func change(
        _ changes: [MembershipChange], priority: GraphPriority = .normal, trace: TraceContext?,
        intendedAt: ContinuousClock.Instant? = nil
    ) async -> [MembershipWriteOutcome] {
        if changes.count == 1 {
            let only = changes[0]
            return [
                await change(
                    only.action, user: only.user, group: only.group, clientRequestID: only.clientRequestID,
                    priority: priority, trace: trace, intendedAt: intendedAt)
            ]
        }
        if let defect = Self.defect(in: changes) { return changes.map { _ in .failed(defect) } }
        guard !changes.isEmpty else { return [] }
        let settlement = await settle(.changes(changes, cloud: cloud), priority, trace, intendedAt: intendedAt)
        return changes.enumerated().map { index, change in
            switch settlement.answer(at: index) {
            case .failure(let failure): return .failed(failure)
            case .success(let answer):
                let classifier = MembershipWriteClassifier(
                    change.action, user: change.user, group: change.group,
                    purpose: settlement.batch.items[index].call.purpose)
                return classifier.outcome(of: answer)
            }
        }
    }

    /// Adds up to ``maximumAtOnce`` people to a group by one call, once: all of them, or nobody.
    ///
    /// - Parameters:
    ///   - users: at least one, nobody twice.
    ///   - clientRequestID: the id under which Graph logs the call, a GUID; on record before the call is made.
    ///   - intendedAt: as for one change.
    /// - Returns: ``BulkAddOutcome/failed(_:)`` with ``Reason/serviceDefect`` for any other number or for somebody who is named twice, of
    ///   which nothing is sent.
    public func add(
        _ users: [UserID], to group: GroupID, clientRequestID: String, priority: GraphPriority = .normal,
        trace: TraceContext?, intendedAt: ContinuousClock.Instant? = nil
    ) async -> BulkAddOutcome {
        guard (1...GraphCall.bulkLimit).contains(users.count), Set(users).count == users.count else {
            return .failed(
                Failure(
                    .serviceDefect,
                    "adding \(users.count) people at once: it has to be 1 to \(GraphCall.bulkLimit), each one once"))
        }
        let call = GraphCall.add(users, to: group, cloud: cloud, price: configuration.bulkAddCost)
        do throws(Failure) {
            let answer = try await transport.answer(
                to: call,
                .init(clientRequestID: clientRequestID, priority: priority, trace: trace, intendedAt: intendedAt))
            return BulkAddClassifier(users, group: group, purpose: call.purpose).outcome(of: answer)
        } catch {
            return .failed(error)
        }
    }

    /// What ``add(_:to:clientRequestID:priority:trace:)`` costs for so many people, by the configured price.
    public func costOfAdding(_ count: Int) -> GraphCost {
        .bulkAdd(of: count, at: configuration.bulkAddCost)
    }

    private var cloud: String { BaseAddress.trimmed(configuration.cloud) }

    private struct Pair: Hashable {
        let user: UserID
        let group: GroupID
    }

    private static func defect(in changes: [MembershipChange]) -> Failure? {
        guard changes.count <= maximumAtOnce else {
            return Failure(
                .serviceDefect, "changing \(changes.count) memberships at once: \(maximumAtOnce) is the most")
        }
        guard Set(changes.map { Pair(user: $0.user, group: $0.group) }).count == changes.count else {
            return Failure(.serviceDefect, "changing \(changes.count) memberships at once: one of them is named twice")
        }
        return nil
    }
}
