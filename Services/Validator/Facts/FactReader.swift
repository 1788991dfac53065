import Domain
import Entra
import Fleet
import ServiceNow

/// Reads what a decision needs, from ServiceNow and from Graph.
struct FactReader: Sendable {
    let serviceNow: ServiceNowClient
    let graph: GraphClient

    /// - Throws: ``Failure`` with ``Reason/serviceNowRecordGone`` when the request item is gone, or may not be read.
    func ticket(_ ticket: Ticket, trace: TraceContext) async throws -> TicketFacts {
        async let variables = serviceNow.variables(of: ticket.sysID, trace: trace)
        async let approvals = serviceNow.approvals(of: ticket.sysID, trace: trace)
        guard let item = try await serviceNow.requestItem(ticket.sysID, trace: trace) else {
            throw Failure(
                .serviceNowRecordGone, "the request item \(ticket.number) (\(ticket.sysID)) is gone, or may not be read"
            )
        }
        return try await TicketFacts(item: item, variables: variables, approvals: approvals)
    }

    func user(_ principalName: String, trace: TraceContext) async throws -> DirectoryUser? {
        do throws(Failure) {
            return try await graph.user(principalName: principalName, trace: trace)
        } catch {
            // A name that can't be anybody's is nobody's.
            if error.reason == .directoryUserMissing { return nil }
            throw error
        }
    }

    /// The groups that exist, by id.
    func groups(_ ids: [GroupID], trace: TraceContext) async throws -> [GroupID: DirectoryGroup] {
        try await withThrowingTaskGroup(of: DirectoryGroup?.self) { tasks in
            for id in ids {
                tasks.addTask { try await graph.group(id, trace: trace) }
            }
            var groups: [GroupID: DirectoryGroup] = [:]
            for try await case let group? in tasks { groups[group.id] = group }
            return groups
        }
    }
}
