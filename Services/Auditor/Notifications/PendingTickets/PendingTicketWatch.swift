import Domain
import Fleet
import Foundation
import Logging
import ServiceLifecycle

/// Looks for access that has landed and isn't on its ticket after a while, and states that, once for each.
///
/// While ServiceNow is down nobody takes the messages for tickets, so it is not the stage that could notice. Any number of Auditors look
/// beside each other. What is stated is noted only after the broker has it; what a watch that dies before that leaves is found again, and
/// stated again: the same fact has the same id.
struct PendingTicketWatch: Service {
    /// Publishes, and returns when the broker has it.
    typealias Publish = @Sendable ([Emission], TraceContext) async throws -> Void

    private static let longestInterval = Duration.seconds(15)

    let tickets: PendingTickets
    /// How long a ticket may take to show that access has landed.
    let patience: Duration
    let publish: Publish
    let logger: Logger

    func run() async {
        await repeatUntilShutdown(
            every: min(max(patience, .seconds(1)), Self.longestInterval), logger: logger,
            trouble: "tickets that don't show a landing can't be looked for; it is tried again"
        ) {
            try await look() == PendingTickets.batch
        }
    }

    /// Looks once.
    ///
    /// - Returns: how many there were.
    func look() async throws -> Int {
        let landings = try await tickets.find(after: patience)
        for landing in landings {
            try await state(landing)
            try await tickets.recordStated(landing)
        }
        return landings.count
    }

    private func state(_ landing: PendingTickets.Landing) async throws {
        let event: Event
        do {
            event = try EventCoding.decode(landing.body)
        } catch {
            // Said once: it is noted like the others, and doesn't stand in their way.
            logger.error(
                "a ticket does not show a landing, and what is on record of that can't be read",
                metadata: [LogKey.ritm: "\(landing.ritm)", LogKey.error: "\(error)"])
            return
        }
        // What was put back closes no ticket.
        guard case .runLanded(let ended) = event.fact, ended.repair == nil else { return }
        logger.warning(
            "access has landed, and its ticket does not show it",
            metadata: [LogKey.ritm: "\(event.ritm)", LogKey.run: "\(ended.plan.run)"])
        let fact = TicketPending(
            ticket: ended.plan.ticket, run: event.run, beneficiary: ended.plan.beneficiary,
            cause: event.id.uuidString.lowercased(), landedAt: ended.endedAt)
        try await publish([Emission(.ticketPending(fact))], event.trace)
    }
}
