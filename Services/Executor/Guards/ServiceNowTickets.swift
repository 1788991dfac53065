import Domain
import Fleet
import Foundation
import ServiceNow

/// Looks at tickets in ServiceNow: those of which it is asked while a call is on its way go together in the next one, as an instance has few
/// threads for all who call it.
struct ServiceNowTickets: TicketLooking {
    /// So many tickets are looked at in one call at most.
    static let batch = 100

    private let serviceNow: ServiceNowClient
    private let looks: Batcher<SysID, RequestItem?>

    init(_ serviceNow: ServiceNowClient) {
        self.serviceNow = serviceNow
        self.looks = Batcher(limit: Self.batch) { ids in
            do {
                let items = try await serviceNow.requestItems(Array(Set(ids)))
                let found = Dictionary(items.map { ($0.ticket.sysID, $0) }) { first, _ in first }
                return ids.map { .success(found[$0]) }
            } catch {
                return ids.map { _ in .failure(error) }
            }
        }
    }

    func standing(of ticket: Ticket, at now: Date) async throws -> TicketStanding {
        guard let item = try await looks.add(ticket.sysID) else { return .gone }
        return item.withdrawal(serviceNow.itemStates, at: now).map { .withdrawn($0) } ?? .wanted
    }

    func probe() async throws { try await serviceNow.probe() }
}
