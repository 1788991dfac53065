import Domain
import Fleet
import Foundation
import Postgres

extension Ledger {
    /// Puts on record that a request was withdrawn: from then on nothing is begun for it, not even where its plan comes later.
    ///
    /// - Returns: the mandates of the runs that are there already, the oldest first. One that is being opened at the same moment finds the
    ///   record before it begins anything.
    func withdraw(_ withdrawn: RequestWithdrawn, at now: Date) async throws -> [Mandate] {
        let ritm = withdrawn.ritm.description
        let withdrawal = withdrawn.withdrawal
        let results = try await database.pipeline([
            """
            INSERT INTO ledger.withdrawals (ritm, kind, state, approval, changed_by, seen_at)
            VALUES (\(ritm), \(withdrawal.kind.rawValue), \(withdrawal.state), \(withdrawal.approval), \(withdrawal.changedBy),
                \(withdrawal.seenAt))
            ON CONFLICT (ritm) DO NOTHING
            """,
            "SELECT mandate FROM ledger.runs WHERE ritm = \(ritm) AND NOT is_end ORDER BY opened_at, run",
        ])
        return try results[1].map { try MandateColumn.decode(try $0.decode("mandate")) }
    }

    /// Stops a run whose request was withdrawn: has it turn back, or, where its plan says so, end with what it has changed. All of it or
    /// nothing, and once.
    func stop(_ mandate: Mandate, _ withdrawal: RequestWithdrawal, at now: Date) async throws -> WithdrawalOpening {
        let plan = mandate.plan
        do {
            return try await client.transaction { transaction in
                guard let current = try await Self.lockedStart(of: plan.run, in: transaction) else {
                    throw Failure(.serviceDefect, "\(plan.run) is not in the ledger")
                }
                // Whoever relies on what is in place has said so before, or waits for us: see `PairTurn.lockOfVerified`.
                let keys = plan.operations.map(\.key.description)
                try await transaction.query(
                    "SELECT 1 FROM ledger.operations WHERE key = ANY(\(keys)) ORDER BY key FOR UPDATE")
                let run = try await Self.run(of: plan, in: transaction)
                let decision = WithdrawalDecision.decide(
                    end: current.end, run.direction, isRollback: current.isRollback, run.operations.map(\.standing),
                    rule: plan.onWithdrawal, kind: withdrawal.kind,
                    isSuperseded: try await Self.isReliedOn(plan, in: transaction))
                let rollback = withdrawal.rollback(start: current.number + 1)
                switch decision {
                case .leave: return .run(run)
                case .wait: return .isUnclear(run)
                case .refuse(let refusal): return .refused(rollback, refusal)
                case .takeBack: try await Self.begin(rollback, of: plan, in: transaction, at: now)
                case .stop: try await Self.refuseRest(of: plan, withdrawal, in: transaction, at: now)
                }
                return .run(try await Self.run(of: plan, in: transaction))
            }
        } catch let error as PostgresError where error.sqlState == .uniqueViolation {
            // Somebody is about to change what is to be taken back.
            return .pairIsBusy
        }
    }

    private static func refuseRest(
        of plan: Plan, _ withdrawal: RequestWithdrawal, in transaction: PostgresTransaction, at now: Date
    ) async throws {
        let failure = try FailureColumn.encode(Failure(.requestWithdrawn, withdrawal.sentence))
        try await transaction.query(
            """
            UPDATE ledger.operations SET state = 'refused', failure = \(failure), version = nextval('ledger.versions'),
                changed_at = \(now)
            WHERE key = ANY(\(plan.operations.map(\.key.description))) AND run = \(plan.run.description)::uuid AND state = 'planned'
            """)
    }
}
