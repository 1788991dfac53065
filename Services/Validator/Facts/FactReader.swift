import Domain
import Entra
import Fleet
import ServiceNow

/// Reads what a decision needs, from ServiceNow and from Graph: in as few calls as there can be, however much is asked for.
struct FactReader: Sendable {
    let serviceNow: ServiceNowClient
    let graph: GraphClient

    /// What ServiceNow says of a request, in four calls.
    ///
    /// - Throws: ``Failure`` with ``Reason/serviceNowRecordGone`` when the request item is gone, or may not be read.
    func ticket(_ ticket: Ticket, trace: TraceContext) async throws -> TicketRecord {
        async let variables = serviceNow.variables(of: ticket.sysID, trace: trace)
        async let approvals = serviceNow.approvals(of: ticket.sysID, trace: trace)
        guard let item = try await serviceNow.requestItem(ticket.sysID, trace: trace) else {
            throw Failure(
                .serviceNowRecordGone, "the request item \(ticket.number) (\(ticket.sysID)) is gone, or may not be read"
            )
        }
        let read = try await variables
        return TicketRecord(
            ticket: item.ticket, isActive: item.isActive, state: item.state, approval: item.approval,
            catalogItem: item.catalogItem, requestedFor: item.requestedFor.map(TicketRecord.User.init),
            openedBy: item.openedBy.map(TicketRecord.User.init), variables: read?.values,
            hidesVariables: read?.hidesSome ?? true, approvals: try await approvals)
    }
}

extension TicketRecord.User {
    fileprivate init(_ user: RequestItem.User) {
        self.init(
            sysID: user.sysID, userName: user.userName, mail: user.email, employeeNumber: user.employeeNumber)
    }
}
