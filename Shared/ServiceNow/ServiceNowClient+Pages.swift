public import Domain
public import Foundation

/// Reads of many items, page by page: each call of these makes one call of the Table API.
///
/// An instance ignores a part of a query that it doesn't understand, so rows can come back that weren't asked for: who reads them looks
/// at them again.
extension ServiceNowClient {
    /// Items of some catalogue items that were closed or changed since a time, or are still open, in the order of their `sys_id`.
    ///
    /// - Parameter catalogItems: at least one.
    public func items(
        of catalogItems: [SysID], since: Date, from position: KeysetPosition, limit: Int
    ) async throws -> KeysetPage<ItemOverview> {
        // A script can leave `sys_updated_on` as it was, so that alone doesn't tell what was closed since then.
        let filter = EncodedQuery.field("cat_item", isOneOf: catalogItems).and(
            .anyOf([
                .field("closed_at", isAtOrAfter: since), .field("sys_updated_on", isAtOrAfter: since),
                .field("active", is: "true"),
            ]))
        return try await page(.requestItem, filter, ItemOverview.fields, position, limit) {
            ItemOverview(sysID: $0, $1)
        }
    }

    /// The variables of several items.
    ///
    /// - Parameter items: at least one.
    public func variables(
        of items: [SysID], from position: KeysetPosition, limit: Int
    ) async throws -> KeysetPage<ItemVariable> {
        try await page(
            .variables, .field("request_item", isOneOf: items), ItemVariable.fields, position, limit
        ) { ItemVariable($1) }
    }

    /// When people said yes to several items.
    ///
    /// - Parameter items: at least one.
    public func approvals(
        of items: [SysID], from position: KeysetPosition, limit: Int
    ) async throws -> KeysetPage<ItemApproval> {
        try await page(
            .approvers, EncodedQuery.field("sysapproval", isOneOf: items).and(.field("state", is: "approved")),
            ItemApproval.fields, position, limit
        ) { ItemApproval($1) }
    }

    private func page<Row>(
        _ table: TableAPI.Table, _ filter: EncodedQuery, _ fields: [String], _ position: KeysetPosition, _ limit: Int,
        _ row: (SysID, TableRecord) -> Row?
    ) async throws -> KeysetPage<Row> {
        let rest = position.last.map { filter.and(.field("sys_id", isGreaterThan: $0)) } ?? filter
        let page = try await api.records(
            table, rest.ordered(by: "sys_id"), fields: fields, limit: limit, offset: position.offset, trace: nil)
        let records = try page.records.map { record throws(Failure) in
            guard let id = record["sys_id"].flatMap(SysID.init) else {
                throw Failure(.serviceNowItemUnreadable, "the field sys_id of \(table.rawValue) is not to be read")
            }
            return (id: id, record: record)
        }
        return KeysetPage(
            rows: records.compactMap { row($0.id, $0.record) }, totalCount: page.totalCount,
            next: try position.next(after: records.map(\.id), limit: limit, totalCount: page.totalCount))
    }
}
