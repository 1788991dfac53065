import Domain
import Foundation
import Synchronization

@testable import Executor

/// Tickets that stand as a test says, and count how often they are looked at.
final class ScriptedTickets: TicketLooking {
    private struct State {
        var looks = 0
        var standing: Result<TicketStanding, Failure> = .success(.wanted)
    }

    private let state = Mutex(State())

    var looks: Int { state.withLock { $0.looks } }

    func stand(_ standing: Result<TicketStanding, Failure>) { state.withLock { $0.standing = standing } }

    func standing(of ticket: Ticket, at now: Date) async throws -> TicketStanding {
        try state.withLock { state in
            state.looks += 1
            return state.standing
        }.get()
    }

    func probe() async throws {}
}
