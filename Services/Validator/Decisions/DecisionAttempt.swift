import Domain
import Fleet
import Foundation

/// A decision, with everything that it was made from.
struct Decision: Sendable {
    /// States it.
    var event: Event
    var record: DecisionRecord
}

/// Decides about one ticket at one moment, by one version of the policy. Pure.
struct DecisionAttempt: Sendable {
    let policy: PolicyFile
    let ticket: TicketRecord
    let at: Date
    let by: Origin
    let trace: TraceContext

    func read() -> Result<RequestReading, RequestBlock> {
        Result { () throws(RequestBlock) in try RequestReading(ticket, policy: policy.policy, now: at) }
    }

    func decision(_ reading: RequestReading, _ directory: DirectoryFacts) -> Decision {
        do throws(RequestBlock) {
            let decision = try RequestDecision(
                reading, facts: directory, policy: policy.policy, policyVersion: policy.version)
            return self.decision(
                .requestValidated(
                    RequestValidated(
                        plan: decision.plan, ticketApprovals: ticket.approvals, findings: decision.findings)), directory
            )
        } catch {
            return decision(error, directory: directory)
        }
    }

    /// - Parameter directory: nil where nothing was looked up.
    func decision(_ block: RequestBlock, directory: DirectoryFacts?) -> Decision {
        decision(
            .requestBlocked(
                RequestBlocked(
                    ticket: ticket.ticket, failure: block.failure, owner: block.owner, findings: block.findings)),
            directory)
    }

    private func decision(_ fact: Fact, _ directory: DirectoryFacts?) -> Decision {
        Decision(
            event: Event(fact, at: at, by: by, trace: trace),
            record: DecisionRecord(ticket: ticket, directory: directory, at: at))
    }
}
