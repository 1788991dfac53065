import Domain
import Foundation

/// Looks at tickets in ServiceNow right before their access is changed.
protocol TicketLooking: Sendable {
    /// - Parameter now: when that is, for what is said of it.
    /// - Throws: ``Domain/Failure`` when it can't be seen: then nothing may be changed.
    func standing(of ticket: Ticket, at now: Date) async throws -> TicketStanding

    /// Finds out whether tickets can be looked at.
    ///
    /// - Throws: what says that they can't.
    func probe() async throws
}
