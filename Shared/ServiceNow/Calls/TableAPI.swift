import Domain
import Foundation
import HTTP
import HTTPTypes

/// The Table API: one call at a time becomes an answer. Says nothing of what the tables mean.
struct TableAPI: Sendable {
    let configuration: ServiceNowConfiguration
    let http: HTTPClient
    let tokens: TokenSource
    let limit: any CallLimiting

    enum Table: String {
        case requestItem = "sc_req_item"
        case variables = "sc_item_option_mtom"
        case multiRowAnswers = "sc_multi_row_question_answer"
        case approvers = "sysapproval_approver"
        case journal = "sys_journal_field"
        case users = "sys_user"
        case incident
        case task = "sc_task"
        case choices = "sys_choice"
    }

    /// Rows of a table.
    struct Page {
        var records: [TableRecord]
        /// How many rows match, counted before access rules.
        var totalCount: Int?
    }

    /// One record; nil when it is gone or may not be read, which ServiceNow doesn't tell apart.
    func record(_ table: Table, _ id: SysID, fields: [String], display: Bool = false, trace: TraceContext?) async throws
        -> TableRecord?
    {
        let answer = try await call(
            .get, path(table, id), query(fields: fields, display: display), body: nil, trace: trace)
        return try answer.records()?.first
    }

    func records(
        _ table: Table, _ filter: EncodedQuery, fields: [String], limit: Int, offset: Int = 0, trace: TraceContext?
    ) async throws -> Page {
        var parameters = query(fields: fields, display: false)
        parameters.append(("sysparm_query", filter.text))
        parameters.append(("sysparm_limit", String(limit)))
        if offset > 0 { parameters.append(("sysparm_offset", String(offset))) }
        let answer = try await call(.get, path(table, nil), parameters, body: nil, trace: trace)
        return Page(records: try answer.records() ?? [], totalCount: answer.totalCount)
    }

    /// Makes a record. Nil when the answer shows none, though it says that one was made.
    ///
    /// The record is not to be trusted: fields that may not be set are dropped without a word.
    func create(
        _ table: Table, _ values: [String: String], fields: [String], trace: TraceContext?
    ) async throws -> (record: TableRecord?, correlation: CorrelationIDs) {
        let body = try JSONEncoder().encode(values)
        let answer = try await call(
            .post, path(table, nil), query(fields: fields, display: false), body: Array(body), trace: trace)
        return (try answer.records()?.first, answer.correlation)
    }

    /// Changes fields of one record; nil when it is gone or may not be read.
    func update(
        _ table: Table, _ id: SysID, _ values: [String: String], fields: [String], trace: TraceContext?
    ) async throws -> (record: TableRecord, correlation: CorrelationIDs)? {
        let body = try JSONEncoder().encode(values)
        let answer = try await call(
            .patch, path(table, id), query(fields: fields, display: false), body: Array(body), trace: trace)
        return try answer.records()?.first.map { ($0, answer.correlation) }
    }

    /// Orders an item of the catalogue, over the Service Catalog API; nil when there is none.
    func order(
        _ item: SysID, _ order: CatalogOrder, trace: TraceContext?
    ) async throws -> (reply: CatalogOrder.Reply?, correlation: CorrelationIDs) {
        let body = try JSONEncoder().encode(order)
        let answer = try await call(
            .post, "/api/sn_sc/servicecatalog/items/\(item)/order_now", [], body: Array(body), trace: trace)
        // Here it is no access rule: nothing else of the address could be missing.
        if answer.status == 404 { return (nil, answer.correlation) }
        return (try answer.result(as: CatalogOrder.Reply.self), answer.correlation)
    }

    // MARK: - One call

    private func call(
        _ method: HTTPRequest.Method, _ path: String, _ parameters: [(String, String)], body: [UInt8]?,
        trace: TraceContext?
    ) async throws -> TableAnswer {
        let text = parameters.map { "\($0.0)=\(PercentEncoding.formValue($0.1))" }.joined(separator: "&")
        let target = text.isEmpty ? path : "\(path)?\(text)"
        return try await limit.withTurn {
            let answer = try await send(method, target, body: body, trace: trace)
            // A token can end early, and an instance has been seen to refuse one that it accepts a moment later. A call that was refused
            // so was not carried out.
            guard answer.status == 401 else { return answer }
            return try await send(method, target, body: body, trace: trace)
        }
    }

    private func send(
        _ method: HTTPRequest.Method, _ target: String, body: [UInt8]?, trace: TraceContext?
    ) async throws -> TableAnswer {
        let isWrite = method != .get
        let token = try await tokens.current()
        var fields: HTTPFields = [.accept: "application/json", .authorization: "Bearer \(token)"]
        if body != nil { fields[.contentType] = "application/json" }
        if let trace, let name = HTTPField.Name("traceparent") { fields[name] = trace.description }
        let request = HTTPClientRequest(
            method: method, url: configuration.url + target, headerFields: fields, body: body,
            timeout: configuration.requestTimeout)
        let digest = CallDigest.request(method: method.rawValue, target: target, body: body)
        let response: HTTPClientResponse
        do throws(HTTPClientError) {
            response = try await http.execute(request)
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw Failure(
                isWrite && error.mayHaveBeenCarriedOut ? .serviceNowReplyLost : .serviceNowUnavailable,
                error.description, correlation: CorrelationIDs(requestDigest: digest))
        }
        if response.status.code == 401 { await tokens.forget(token) }
        return TableAnswer(
            isWrite: isWrite, status: response.status.code, headerFields: response.headerFields, body: response.body,
            requestDigest: digest)
    }

    private func path(_ table: Table, _ id: SysID?) -> String {
        "/api/now/table/\(table.rawValue)" + (id.map { "/\($0)" } ?? "")
    }

    /// Raw values, because display values of times are in the user's zone; references without links.
    private func query(fields: [String], display: Bool) -> [(String, String)] {
        [
            ("sysparm_fields", fields.joined(separator: ",")),
            ("sysparm_display_value", display ? "all" : "false"),
            ("sysparm_exclude_reference_link", "true"),
        ]
    }
}
