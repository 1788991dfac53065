public import Domain

extension ServiceNowClient {
    /// The incidents with a correlation id, the lowest number first: two who looked at the same moment may have opened one each.
    ///
    /// - Throws: ``Failure`` with ``Domain/Reason/serviceNowForbidden`` when there are some that may not be read: who took that for none would
    ///   open another each time.
    public func incidents(_ id: CorrelationID, trace: TraceContext? = nil) async throws -> [Incident] {
        let page = try await api.records(
            .incident, .field("correlation_id", equals: id).ordered(by: "number"), fields: Incident.fields,
            limit: Self.mostIncidents, trace: trace)
        // Looked at again here: an instance ignores a part of a query that it doesn't understand, and then finds everything.
        let found = try page.records.map { record throws(Failure) in try Incident(record, incidentStates) }
            .filter { $0.correlationID == id.description }
        guard found.count == page.records.count else {
            throw Failure(.serviceNowUnreadable, "it found incidents by another correlation_id than \(id)")
        }
        guard !found.isEmpty || page.totalCount ?? 0 == 0 else {
            throw Failure(.serviceNowForbidden, "there are incidents with correlation_id \(id) that may not be read")
        }
        return found.sorted { ($0.number.utf8.count, $0.number) < ($1.number.utf8.count, $1.number) }
    }

    /// More than can come of some who look at the same moment.
    private static let mostIncidents = 50

    /// Reads some incidents in one call; those that are gone, or may not be read, are not among them.
    ///
    /// - Parameter ids: 1 to 200 of them.
    public func incidents(_ ids: [SysID]) async throws -> [Incident] {
        guard !ids.isEmpty else { return [] }
        let page = try await api.records(
            .incident, .field("sys_id", isOneOf: ids), fields: Incident.fields, limit: ids.count, trace: nil)
        return try page.records.map { record throws(Failure) in try Incident(record, incidentStates) }
    }

    /// Reads an incident with its work notes; nil when it is gone, or may not be read, which ServiceNow doesn't tell apart.
    public func incident(_ id: SysID, trace: TraceContext? = nil) async throws -> Incident? {
        // Raw values of journal fields are empty; their display value is the whole journal as one text.
        try await api.record(.incident, id, fields: Incident.fields, display: true, trace: trace).map {
            record throws(Failure) in
            try Incident(record, incidentStates)
        }
    }

    /// Opens an incident. The Table API knows of no key that would make a second call one with the first: who doesn't know what became of an
    /// earlier one looks by ``incidents(_:trace:)`` before.
    ///
    /// - Returns: which record the instance says that it made; read it back to be sure of what is in it.
    public func openIncident(
        _ id: CorrelationID, _ values: [String: String], trace: TraceContext? = nil
    ) async throws -> (sysID: SysID, correlation: CorrelationIDs) {
        var values = values
        values["correlation_id"] = id.description
        let (record, correlation) = try await api.create(.incident, values, fields: ["sys_id"], trace: trace)
        guard let sysID = record?["sys_id"].flatMap(SysID.init) else {
            throw Failure(.serviceNowReplyLost, "its answer names no incident", correlation: correlation)
        }
        return (sysID, correlation)
    }

    /// Changes fields of an incident. What comes of it is to be read back.
    ///
    /// - Returns: nil when it is gone, or may not be read.
    public func updateIncident(
        _ id: SysID, _ values: [String: String], trace: TraceContext? = nil
    ) async throws -> CorrelationIDs? {
        try await api.update(.incident, id, values, fields: ["sys_id"], trace: trace)?.correlation
    }

    /// What people call a person of `sys_user`; nil when the record is gone, or may not be read.
    public func name(ofUser id: SysID, trace: TraceContext? = nil) async throws -> String? {
        let record = try await api.record(.users, id, fields: ["name", "user_name"], trace: trace)
        return [record?["name"], record?["user_name"]].compactMap(\.self).first { !$0.isEmpty }
    }
}
