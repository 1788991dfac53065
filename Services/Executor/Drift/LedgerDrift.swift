import Domain
import Foundation
import Postgres

/// One row of `ledger.drifts`: a membership that was found otherwise than Landfall had left it.
struct LedgerDrift: Hashable, Sendable {
    var id: Int64
    /// The operation that had the last word.
    var key: OperationKey
    var kind: DriftKind
    /// Why it can't be in place, where that is known.
    var cause: Reason?
    var dueAt: Date?
    var inOrderAt: Date?
    var foundAt: Date
    var numberInGroup: Int
    /// Nil while it lasts.
    var end: End?
    var isBeginningStated: Bool
    /// Whether it could be put back when it was found, if the plan says so.
    var mayBeRepaired = false
    /// How often access of the run had been put back by then.
    var earlierRepairs = 0

    struct End: Hashable, Sendable {
        var at: Date
        var isMember: Bool
    }

    /// What is to be stated of it, by the mandate of the operation's run.
    ///
    /// - Throws: ``Domain/Failure`` where the mandate has no such operation.
    func facts(_ mandate: Mandate) throws(Failure) -> [Fact] {
        let plan = mandate.plan
        guard let operation = plan.settled(by: key) else {
            throw Failure(.serviceDefect, "the plan of \(plan.run) has nothing that \(key) could settle")
        }
        var facts: [Fact] = []
        if !isBeginningStated {
            facts.append(
                .accessDrifted(
                    AccessDrifted(
                        plan: plan, approval: mandate.approval, key: key, kind: kind, cause: cause, dueAt: dueAt,
                        inOrderAt: inOrderAt, foundAt: foundAt, numberInGroup: numberInGroup,
                        repair: repair(plan))))
        }
        if let end {
            facts.append(
                .accessDriftEnded(
                    AccessDriftEnded(
                        ticket: plan.ticket, run: plan.run, beneficiary: plan.beneficiary, operation: operation,
                        kind: kind, foundAt: foundAt, endedAt: end.at, isMember: end.isMember,
                        numberInGroup: numberInGroup)))
        }
        return facts
    }

    private func repair(_ plan: Plan) -> DriftRepair? {
        guard plan.onDrift == .repair, kind == .removedOutside, mayBeRepaired || earlierRepairs > 0 else { return nil }
        return DriftRepair(isDue: mayBeRepaired, earlier: earlierRepairs)
    }
}

extension LedgerDrift {
    /// What ``init(row:)`` reads, of a table that is called `d`.
    static let columns: PostgresStatement = """
        d.id, d.key, d.kind, d.cause, d.due_at, d.in_order_at, d.found_at, d.number_in_group, d.ended_at, d.is_member,
        d.is_beginning_stated, d.may_be_repaired, d.earlier_repairs
        """

    /// - Throws: ``PostgresError`` for a column that isn't there, ``Failure`` with ``Reason/serviceDefect`` for a value that can't be.
    init(row: PostgresRow) throws {
        guard let key = OperationKey(try row.decode("key", as: String.self)),
            let kind = DriftKind(rawValue: try row.decode("kind"))
        else { throw Failure(.serviceDefect, "ledger.drifts holds a key or a kind that is none") }
        self.key = key
        self.kind = kind
        id = try row.decode("id")
        cause = try row.decode("cause", as: String?.self).flatMap(Reason.init)
        dueAt = try row.decode("due_at")
        inOrderAt = try row.decode("in_order_at")
        foundAt = try row.decode("found_at")
        numberInGroup = try row.decode("number_in_group")
        isBeginningStated = try row.decode("is_beginning_stated")
        mayBeRepaired = try row.decode("may_be_repaired")
        earlierRepairs = try row.decode("earlier_repairs")
        if let endedAt: Date = try row.decode("ended_at", as: Date?.self) {
            end = End(at: endedAt, isMember: try row.decode("is_member"))
        }
    }
}
