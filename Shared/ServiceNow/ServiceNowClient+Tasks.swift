public import Domain

extension ServiceNowClient {
    /// The catalogue tasks of a request item that are open.
    ///
    /// - Throws: ``Domain/Failure`` with ``Domain/Reason/serviceNowForbidden`` when there are some that may not be read: who took that for
    ///   none, or for one, would close the wrong one.
    public func openTasks(of item: SysID, trace: TraceContext? = nil) async throws -> [CatalogTask] {
        let page = try await api.records(
            .task, .field("request_item", equals: item).and(.field("active", is: "true")), fields: CatalogTask.fields,
            limit: Self.mostTasks, trace: trace)
        let found = try page.records.map { record throws(Failure) in try CatalogTask(record, itemStates) }
        // Looked at again here: an instance ignores a part of a query that it doesn't understand.
        guard found.allSatisfy({ $0.item == item && $0.isActive }) else {
            throw Failure(.serviceNowUnreadable, "it found other catalogue tasks than the open ones of \(item)")
        }
        guard found.count >= page.totalCount ?? 0 else {
            throw Failure(
                .serviceNowForbidden, "there are open catalogue tasks of \(item) that may not be read")
        }
        return found
    }

    /// Reads a catalogue task with its work notes; nil when it is gone, or may not be read, which ServiceNow doesn't tell apart.
    public func task(_ id: SysID, trace: TraceContext? = nil) async throws -> CatalogTask? {
        // Raw values of journal fields are empty; their display value is the whole journal as one text.
        try await api.record(.task, id, fields: CatalogTask.fields, display: true, trace: trace).map {
            record throws(Failure) in
            try CatalogTask(record, itemStates)
        }
    }

    /// Changes fields of a catalogue task. What comes of it is to be read back.
    ///
    /// - Returns: nil when it is gone, or may not be read.
    public func updateTask(
        _ id: SysID, _ values: [String: String], trace: TraceContext? = nil
    ) async throws -> CorrelationIDs? {
        try await api.update(.task, id, values, fields: ["sys_id"], trace: trace)?.correlation
    }

    /// With more than one it isn't known which to close, so there is no need to see all of a hundred.
    private static let mostTasks = 100
}
