public import Domain
public import Foundation

/// Ordering from the service catalogue. Request items are never posted to their table: no flow and no rule of the item would run.
extension ServiceNowClient {
    /// The active users with a user name: one, unless the instance allows several.
    public func users(named name: UserName, trace: TraceContext? = nil) async throws -> [SysID] {
        let page = try await api.records(
            .users, .field("user_name", equals: name).and(.field("active", is: "true")),
            fields: ["sys_id", "user_name", "active"], limit: 10, trace: trace)
        // Looked at again here: an instance ignores a part of a query that it doesn't understand. It folds case in names.
        return page.records.compactMap { record in
            guard record["user_name"]?.lowercased() == name.description.lowercased(), record["active"] == "true" else {
                return nil
            }
            return record["sys_id"].flatMap(SysID.init)
        }
    }

    /// Orders an item for somebody: one call, once. It has no key that would make a second one the same order: who doesn't know what became of
    /// an earlier one looks by ``items(of:orderedSince:)`` before.
    ///
    /// - Returns: the `sc_request` that was made; its items are another read.
    /// - Throws: ``Failure`` with ``Domain/Reason/serviceDefect`` where the item doesn't take the variables, and with
    ///   ``Domain/Reason/serviceNowRecordGone`` where there is no such item.
    public func order(
        _ item: SysID, for person: SysID, variables: [String: String], trace: TraceContext? = nil
    ) async throws -> (request: SysID, correlation: CorrelationIDs) {
        let order = CatalogOrder(sysparm_requested_for: person.description, variables: variables)
        let (reply, correlation) = try await api.order(item, order, trace: trace)
        guard let reply else { throw Failure(.serviceNowRecordGone, "there is no catalogue item \(item)") }
        guard let request = reply.request else {
            throw Failure(.serviceNowReplyLost, "its answer names no request", correlation: correlation)
        }
        return (request, correlation)
    }

    /// The request items of a request.
    public func items(ofRequest request: SysID, trace: TraceContext? = nil) async throws -> [Ticket] {
        let page = try await api.records(
            .requestItem, .field("request", equals: request), fields: ["sys_id", "number", "request"], limit: 50,
            trace: trace)
        return page.records.compactMap { $0["request"] == request.description ? Self.ticket($0) : nil }
    }

    /// The request items of a catalogue item that were made since a time, the newest 200.
    public func items(
        of item: SysID, orderedSince time: Date, trace: TraceContext? = nil
    ) async throws -> [Ticket] {
        let page = try await api.records(
            .requestItem,
            EncodedQuery.field("cat_item", equals: item).and(.field("sys_created_on", isAtOrAfter: time))
                .orderedDescending(by: "sys_created_on"),
            fields: ["sys_id", "number", "cat_item"], limit: 200, trace: trace)
        return page.records.compactMap { $0["cat_item"] == item.description ? Self.ticket($0) : nil }
    }

    private static func ticket(_ record: TableRecord) -> Ticket? {
        guard let id = record["sys_id"].flatMap(SysID.init), let number = record["number"].flatMap(RITMNumber.init)
        else { return nil }
        return Ticket(sysID: id, number: number)
    }
}
