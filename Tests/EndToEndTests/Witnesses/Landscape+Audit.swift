import Foundation

extension Landscape {
    /// The types of the events that the audit trail holds of a ticket, in its order.
    func auditTrail(of request: Request) async throws -> [String] {
        let query = "SELECT type FROM audit.events WHERE ritm = '\(request.ritm)' ORDER BY number;"
        return try await database.rows(query).compactMap(\.first)
    }

    /// The events of a ticket that the audit trail holds, as they were recorded.
    func auditedEvents(of request: Request) async throws -> [JSON] {
        let query =
            "SELECT convert_from(body, 'UTF8') FROM audit.events WHERE ritm = '\(request.ritm)' ORDER BY number;"
        return try await database.rows(query).compactMap(\.first).map { try JSON(parsing: Data($0.utf8)) }
    }
}
