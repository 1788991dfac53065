import Domain
import Foundation

@testable import Executor

/// Tickets that are open and approved, whenever they are looked at: no ServiceNow is around here.
struct WantedTickets: TicketLooking {
    func standing(of ticket: Ticket, at now: Date) async throws -> TicketStanding { .wanted }

    func probe() async throws {}
}
