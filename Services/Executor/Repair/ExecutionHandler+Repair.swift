import Domain
import Fleet
import Foundation
import Logging

extension ExecutionHandler {
    /// How long a drift waits while its run is being carried out for another one.
    private static let pause = Duration.seconds(30)

    /// Puts back what was removed outside, where the policy of the run says so. The statement of the drift is what asks for it: it comes again
    /// until this is done.
    func repair(_ drifted: AccessDrifted, _ context: HandlingContext) async throws -> StageOutcome {
        guard drifted.kind == .removedOutside, drifted.repair?.isDue == true, drifted.plan.onDrift == .repair else {
            return .done()
        }
        let mandate = try Mandate(plan: drifted.plan, approval: drifted.approval)
        return try await turns.withTurn(mandate.run) {
            switch try await ledger.repair(mandate, drifted, at: now()) {
            case .run(let run): return try await carryOut(run, mandate, context)
            case .isUnderWay: return .later(Self.pause)
            case .left(let obstacle):
                context.logger.notice("what was removed outside is not put back: \(obstacle.rawValue)")
                return .done()
            }
        }
    }
}
