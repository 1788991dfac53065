import Domain
import Fleet
import Foundation
import Logging

extension ExecutionHandler {
    /// Stops the runs of a request that was withdrawn, at the next safe point; those that are still to come find it on record.
    func withdraw(_ withdrawn: RequestWithdrawn, _ context: HandlingContext) async throws -> StageOutcome {
        var emissions: [Emission] = []
        for mandate in try await ledger.withdraw(withdrawn, at: now()) {
            let outcome = try await turns.withTurn(mandate.run) {
                try await stop(mandate, withdrawn.withdrawal, context)
            }
            // The others are come to when this one is through: the message is handled anew.
            guard case .done(let facts) = outcome else { return outcome }
            emissions += facts
        }
        return .done(emissions)
    }

    /// Stops one run, whose turn it is: takes back what it has changed, or has it stay, as its plan says.
    func stop(
        _ mandate: Mandate, _ withdrawal: RequestWithdrawal, _ context: HandlingContext
    ) async throws -> StageOutcome {
        switch try await ledger.stop(mandate, withdrawal, at: now()) {
        case .run(let run): return try await carryOut(run, mandate, context)
        case .isUnclear(let run):
            let outcome = try await carryOut(run, mandate, context)
            guard case .done(let facts) = outcome else { return outcome }
            return .later(Self.turn, facts)
        case .pairIsBusy: return .later(Self.turn)
        case .refused(let rollback, let refusal):
            context.logger.notice("the request was withdrawn, and its run is not taken back: \(refusal.rawValue)")
            let fact = RollbackRefused(
                ticket: mandate.plan.ticket, run: mandate.run, rollback: rollback, refusal: refusal)
            return .done([Emission(.rollbackRefused(fact))])
        }
    }
}
