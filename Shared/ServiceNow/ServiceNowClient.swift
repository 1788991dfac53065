public import Domain
public import Foundation
public import HTTP

/// Request items, their variables, approvals and notes, and incidents, over ServiceNow's Table API.
///
/// Every method throws ``Domain/Failure``, or `CancellationError`. It repeats nothing, except once after a token was not accepted:
/// retries are its caller's decision.
public struct ServiceNowClient: Sendable {
    let api: TableAPI

    /// The values that states of request items and catalogue tasks have in this instance.
    public var itemStates: StateValues<ItemState> { api.configuration.itemStates }
    /// The values that states of incidents have in this instance.
    public var incidentStates: StateValues<IncidentState> { api.configuration.incidentStates }

    /// - Parameters:
    ///   - http: a client without cookies: a session's calls are queued one after the other.
    ///   - limit: whom others share the instance with; nil to count this client's calls alone.
    public init(
        configuration: ServiceNowConfiguration, http: HTTPClient, limit: (any CallLimiting)? = nil,
        now: @escaping @Sendable () -> Date
    ) {
        self.api = TableAPI(
            configuration: configuration, http: http,
            tokens: TokenSource(configuration: configuration, http: http, now: now),
            limit: limit ?? CallLimit(configuration.maximumCalls))
    }

    /// Reads a request item; nil when it is gone, or may not be read, which ServiceNow doesn't tell apart.
    public func requestItem(_ id: SysID, trace: TraceContext? = nil) async throws -> RequestItem? {
        try await api.record(.requestItem, id, fields: RequestItem.fields, trace: trace).map { record throws(Failure) in
            try RequestItem(record, itemStates)
        }
    }

    /// Reads several request items in one call; those that are gone, or may not be read, are not among them.
    ///
    /// - Parameter ids: 1 to 200 of them.
    public func requestItems(_ ids: [SysID]) async throws -> [RequestItem] {
        guard !ids.isEmpty else { return [] }
        let page = try await api.records(
            .requestItem, .field("sys_id", isOneOf: ids), fields: RequestItem.fields, limit: ids.count, trace: nil)
        return page.records.compactMap { record in try? RequestItem(record, itemStates) }
    }

    /// The approved and active items of some catalogue items, in the order of their `sys_id`.
    ///
    /// - Parameters:
    ///   - catalogItems: at least one.
    ///   - last: the last id of the page before; nil for the first page.
    /// - Returns: the tickets, and whether there may be more. A page can be short, or empty, without being the last one: access rules are
    ///   applied after the limit.
    public func approvedItems(of catalogItems: [SysID], after last: SysID?, limit: Int) async throws -> (
        tickets: [Ticket], mayHaveMore: Bool
    ) {
        var filter = EncodedQuery.field("active", is: "true").and(.field("approval", is: "approved"))
            .and(.field("cat_item", isOneOf: catalogItems))
        if let last { filter = filter.and(.field("sys_id", isGreaterThan: last)) }
        var offset = 0
        while true {
            let page = try await api.records(
                .requestItem, filter.ordered(by: "sys_id"), fields: ["sys_id", "number"], limit: limit, offset: offset,
                trace: nil)
            let tickets = page.records.compactMap { record -> Ticket? in
                guard let id = record["sys_id"].flatMap(SysID.init),
                    let number = record["number"].flatMap(RITMNumber.init)
                else { return nil }
                return Ticket(sysID: id, number: number)
            }
            offset += limit
            let isEnd = offset >= page.totalCount ?? 0
            if !tickets.isEmpty || isEnd { return (tickets, !isEnd || tickets.count == limit) }
        }
    }

    /// Who approved a request item.
    public func approvals(of item: SysID, trace: TraceContext? = nil) async throws -> [Approval.Decision] {
        let page = try await api.records(
            .approvers, .field("sysapproval", equals: item).and(.field("state", is: "approved")),
            fields: ["sys_id", "state", "approver", "approver.name", "approver.user_name", "sys_updated_on"],
            limit: 200, trace: trace)
        return page.records.compactMap { record in
            // Looked at again here: an instance ignores a part of a query that it doesn't understand.
            guard record["state"] == "approved", let id = record["sys_id"].flatMap(SysID.init),
                let approver = record["approver"].flatMap(SysID.init),
                let at = record["sys_updated_on"].flatMap(ServiceNowTime.date(of:))
            else { return nil }
            let name = [record["approver.name"], record["approver.user_name"]].compactMap(\.self).first { !$0.isEmpty }
            return Approval.Decision(approver: approver, approverName: name ?? approver.description, at: at, record: id)
        }.sorted { ($0.at, $0.record) < ($1.at, $1.record) }
    }

    /// Changes fields of a request item. What comes back is what the instance says it has now; read it back to be sure.
    ///
    /// - Returns: nil when the item is gone, or may not be read.
    public func update(
        _ item: SysID, _ values: [String: String], trace: TraceContext? = nil
    ) async throws -> (item: RequestItem, correlation: CorrelationIDs)? {
        guard
            let (record, correlation) = try await api.update(
                .requestItem, item, values, fields: RequestItem.fields, trace: trace)
        else { return nil }
        return (try RequestItem(record, itemStates), correlation)
    }

    /// Looks for a note on a request item by a text that only this note contains.
    public func note(containing marker: String, on item: SysID, trace: TraceContext? = nil) async throws
        -> JournalReading
    {
        // Raw values of journal fields are empty; their display value is the whole journal as one text.
        let record = try await api.record(.requestItem, item, fields: ["work_notes"], display: true, trace: trace)
        guard let text = record?.displayValue("work_notes"), !text.isEmpty else { return .unknown }
        return text.contains(marker) ? .present : .absent
    }

    /// Whether the instance answers: reads one row.
    public func probe() async throws {
        _ = try await api.records(.users, .field("active", is: "true"), fields: ["sys_id"], limit: 1, trace: nil)
    }
}
