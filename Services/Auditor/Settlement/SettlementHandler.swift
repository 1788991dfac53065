import Domain
import Fleet
import Foundation
import Logging

/// Tells a ticket what happened to its request, and closes it on proof.
struct SettlementHandler: StageHandler {
    let stage = Stage.settle
    let needs: Set<Dependency> = [.serviceNow, .postgres]
    let settler: TicketSettler
    let turns: TurnTaking
    let now: @Sendable () -> Date
    /// Why no ticket is set to any state at the moment; nil when nothing speaks against it.
    let obstacle: @Sendable () -> String?

    /// Until what is wrong with the states may have been put right.
    private static let pause = Duration.seconds(30)

    func handle(_ event: Event, context: HandlingContext) async throws -> StageOutcome {
        guard let write = try TicketWrite(telling: event) else { return .done() }
        if write.state != nil, let obstacle = obstacle() {
            context.logger.notice("a ticket's state is not written", metadata: [LogKey.detail: "\(obstacle)"])
            return .later(Self.pause)
        }
        // On record before the ticket shows it, whatever the record stage's queue looks like.
        let recording = [AuditTrail.addition(of: event, body: context.body, at: now())]
        let opening = [TicketWriteStore.question(about: write)]
        let outcome: StageOutcome? = try await turns.withTurn(event.ritm, recording: recording, opening: opening) {
            holder, opened in
            let standing = try TicketWriteStore.standing(opened.last)
            switch try await settler.settle(write, standing, by: holder, trace: context.trace) {
            case .superseded:
                return (.done(), [])
            case .later(let pause):
                return (.later(pause), [])
            case .shown(let correlation, let onRecord):
                let update = TicketUpdated(
                    ticket: write.ticket, run: write.run, turn: write.turn, cause: write.cause.uuidString.lowercased(),
                    correlation: correlation,
                    task: write.fulfilment == .task ? try await settler.tasks.writes.closed(write.cause) : nil)
                let fact = write.turn == .fulfilled ? Fact.ticketFulfilled(update) : .ticketUpdated(update)
                return (.done([Emission(fact)]), onRecord.map { [$0] } ?? [])
            case .notApplied(let failure):
                let fact = TicketNotApplied(
                    ticket: write.ticket, run: write.run, turn: write.turn, cause: write.cause.uuidString.lowercased(),
                    failure: failure)
                return (.failed(failure, [Emission(.ticketNotApplied(fact))]), [TicketWriteStore.ending(of: write)])
            }
        }
        return outcome ?? .later(.seconds(1))
    }
}
