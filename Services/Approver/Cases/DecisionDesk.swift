import Domain
import Fleet
import Foundation

/// Takes people's decisions: each is judged by what Entra says at that moment, and is committed before anybody is told that it counts.
struct DecisionDesk: Sendable {
    let cases: CaseStore
    let pools: PoolReader
    let now: @Sendable () -> Date
    /// Is told of a case that has moved on to its next stage.
    let moved: ChangeSignal
    /// Is told when there is something to state.
    let entries: ChangeSignal

    enum Answer: Hashable, Sendable {
        /// It counts; the case is as it left it.
        case counted(ApprovalCase)
        /// It doesn't.
        case refused(Failure)
        /// It can't be told now: nothing was decided, and nobody was refused.
        case later(Failure)
        /// No person decides about such a plan.
        case unknown
    }

    /// How often a decision is judged anew because somebody else has changed the case meanwhile.
    static let maximumTries = 20

    func decide(_ attempt: Attempt, on run: RunID) async throws -> Answer {
        for _ in 1...Self.maximumTries {
            guard let stored = try await cases.read(run) else { return .unknown }
            if let failure = stored.approval.obstacle(to: attempt, at: now()) {
                return try await refuse(attempt, stored, failure)
            }
            let reading: PoolReading
            do {
                reading = try await pools.read(stored.approval, at: now())
            } catch let failure as Failure {
                return .later(failure)
            }
            var changed = stored.approval
            switch changed.decide(attempt, reading, at: now()) {
            case .refused(let failure):
                return try await refuse(attempt, stored, failure)
            case .counted(let facts):
                guard try await cases.commit(stored, as: changed, facts, at: now()) else { continue }
                entries.notify()
                if changed.progress.stage.asked == nil { moved.notify() }
                return .counted(changed)
            }
        }
        return .later(Failure(.serviceDatabaseUnavailable, "too many people decide about \(run) at once"))
    }

    private func refuse(_ attempt: Attempt, _ stored: CaseStore.Stored, _ failure: Failure) async throws -> Answer {
        try await cases.refuse(attempt, of: stored, failure, at: now())
        entries.notify()
        return .refused(failure)
    }
}
