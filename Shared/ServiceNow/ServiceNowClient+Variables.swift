public import Domain

extension ServiceNowClient {
    /// The variables of a request item, in two calls, however many there are.
    ///
    /// - Returns: nil when none is to be read.
    public func variables(of item: SysID, trace: TraceContext? = nil) async throws -> ItemVariables? {
        async let cells = cells(of: item, trace: trace)
        let single = try await api.records(
            .variables, EncodedQuery.field("request_item", equals: item).ordered(by: "sys_id"),
            fields: ItemVariables.fields, limit: Self.variableLimit, trace: trace)
        return ItemVariables(single: single, cells: try await cells)
    }

    /// The cells of its multi-row sets; nil where the table may not be read.
    private func cells(of item: SysID, trace: TraceContext?) async throws -> TableAPI.Page? {
        do {
            return try await api.records(
                .multiRowAnswers, EncodedQuery.field("parent_id", equals: item).ordered(by: "sys_id"),
                fields: ItemVariables.cellFields, limit: Self.variableLimit, trace: trace)
        } catch let failure as Failure where failure.reason == .serviceNowForbidden {
            // Most items have no such set, and no need for that right.
            return nil
        }
    }

    /// Rows of each table; who has more is taken for one who hides some.
    private static var variableLimit: Int { 1_000 }
}
