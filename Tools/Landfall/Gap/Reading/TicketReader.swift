import Domain
import Foundation
import ServiceNow

/// Reads tickets and what belongs to them from ServiceNow, many in a call.
struct TicketReader: Sendable {
    /// Tickets in a page.
    static let pageSize = 100
    /// Tickets whose variables or approvals are read together: their ids have to fit into an address.
    static let group = 50
    /// Rows of variables or approvals in a page.
    private static let rows = 1000

    let client: ServiceNowClient
    let caller: Caller

    func items(in scope: GapScope, from position: KeysetPosition) async throws -> KeysetPage<ItemOverview> {
        try await caller.serviceNow("reading sc_req_item") {
            try await client.items(
                of: scope.rules.keys.sorted(), since: scope.since, from: position, limit: Self.pageSize)
        }
    }

    /// The variables of items, by item.
    func variables(of items: [SysID]) async throws -> [SysID: [ItemVariable]] {
        let rows = try await inGroups(items) { group in
            try await all("reading the variables in sc_item_option_mtom") { position in
                try await client.variables(of: group, from: position, limit: Self.rows)
            }
        }
        return Dictionary(grouping: rows, by: \.item)
    }

    /// When items were approved: the last time that somebody said yes.
    func approvalTimes(of items: [SysID]) async throws -> [SysID: Date] {
        let rows = try await inGroups(items) { group in
            try await all("reading sysapproval_approver") { position in
                try await client.approvals(of: group, from: position, limit: Self.rows)
            }
        }
        return Dictionary(rows.map { ($0.item, $0.at) }) { max($0, $1) }
    }

    /// How many calls are under way at a time is the client's to say.
    private func inGroups<Row: Sendable>(
        _ items: [SysID], _ body: @escaping @Sendable ([SysID]) async throws -> [Row]
    ) async throws -> [Row] {
        try await withThrowingTaskGroup(of: [Row].self) { tasks in
            for start in stride(from: 0, to: items.count, by: Self.group) {
                let group = Array(items[start..<min(start + Self.group, items.count)])
                tasks.addTask { try await body(group) }
            }
            return try await tasks.reduce(into: []) { $0 += $1 }
        }
    }

    private func all<Row>(
        _ purpose: String, _ page: (KeysetPosition) async throws -> KeysetPage<Row>
    ) async throws -> [Row] {
        var rows: [Row] = []
        var next: KeysetPosition? = .start
        while let position = next {
            let page = try await caller.serviceNow(purpose) { try await page(position) }
            rows += page.rows
            next = page.next
        }
        return rows
    }
}
