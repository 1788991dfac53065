import HTTPTypes
import SimulatorKit

/// The Table API.
extension Instance {
    /// One page. The page is cut before access controls look at its rows, and all rows are counted: a page can be short
    /// or empty though more follow.
    func listRecords(_ table: String, isVersion1: Bool, _ session: APISession) throws(Refusal) -> SimulatorResponse {
        try checkQueryAccess(table, session.caller)
        let parameters = try TableParameters(session.request.queryItems)
        let found = find(parameters.query, table: table, caller: session.caller, now: session.now).places
        let page = found.dropFirst(parameters.offset).prefix(parameters.limit).filter { canRead($0, session.caller) }
        if isVersion1, page.isEmpty { throw .noRecord }
        var headers: HTTPFields = [.contentType: SimulatorResponse.jsonType]
        if !parameters.withoutCount { headers[.totalCount] = String(found.count) }
        if !parameters.withoutLinks {
            headers[.link] = PageLinks(session.request, parameters, total: found.count).header
        }
        let cutAfter = rules.limits.rowsPerTransaction.flatMap { page.count > $0 ? $0 : nil }
        if cutAfter != nil, rules.limits.cut == .status500 { throw .timedOut }
        var writer = RecordWriter(self, parameters, baseURL: session.request.baseURL, caller: session.caller)
        var body = Array(#"{"result":["#.utf8)
        for (index, place) in page.prefix(cutAfter ?? .max).enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            writer.write(place, to: &body)
        }
        guard cutAfter != nil else {
            body.append(contentsOf: "]}".utf8)
            return SimulatorResponse(status: .ok, headers: headers, body: body)
        }
        // The status and the first rows were on their way when the transaction was cut: the array is never closed.
        body.append(UInt8(ascii: ","))
        body.append(contentsOf: SimulatorResponse.envelope(.timedOut).serialized.dropFirst())
        return SimulatorResponse(status: .ok, headers: headers, body: body)
    }

    func readRecord(_ table: String, _ id: String, _ session: APISession) throws(Refusal) -> SimulatorResponse {
        let place = try visible(table, id, session)
        return try answer(place, session)
    }

    mutating func createRecord(_ table: String, _ session: APISession) throws(Refusal) -> SimulatorResponse {
        let values = try input(table, session)
        let place = try insert(table, values, session.context)
        var response = try answer(place, session)
        response.status = .created
        let id = database.value("sys_id", of: place)
        response.headers[.location] = "\(session.request.baseURL)/api/now/table/\(table)/\(id)"
        return response
    }

    mutating func changeRecord(
        _ table: String, _ id: String, _ session: APISession
    ) throws(Refusal) -> SimulatorResponse {
        let place = try visible(table, id, session)
        try update(place, try input(place.table, session), session.context)
        return try answer(place, session)
    }

    mutating func deleteRecord(
        _ table: String, _ id: String, _ session: APISession
    ) throws(Refusal) -> SimulatorResponse {
        try delete(try visible(table, id, session), session.context)
        return SimulatorResponse(status: .noContent)
    }

    /// A record that the caller may see; one that it may not looks the same as one that is gone.
    private func visible(_ table: String, _ id: String, _ session: APISession) throws(Refusal) -> Database.Place {
        guard let place = database.find(table, id), canRead(place, session.caller) else { throw .noRecord }
        return place
    }

    private func input(_ table: String, _ session: APISession) throws(Refusal) -> [String: String] {
        let parameters = try TableParameters(session.request.queryItems)
        return try RecordReader(
            instance: self, caller: session.caller, isDisplayValue: parameters.inputIsDisplayValue
        ).values(session.request.body, table: table)
    }

    private func answer(_ place: Database.Place, _ session: APISession) throws(Refusal) -> SimulatorResponse {
        let parameters = try TableParameters(session.request.queryItems)
        var writer = RecordWriter(self, parameters, baseURL: session.request.baseURL, caller: session.caller)
        var body = Array(#"{"result":"#.utf8)
        writer.write(place, to: &body)
        body.append(UInt8(ascii: "}"))
        return SimulatorResponse(status: .ok, headers: [.contentType: SimulatorResponse.jsonType], body: body)
    }
}
