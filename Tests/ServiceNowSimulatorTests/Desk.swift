import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit

@testable import ServiceNowSimulator

/// An instance without a network, and the calls of its clients.
struct Desk {
    var instance: Instance
    var now = Date(timeIntervalSince1970: 1_790_000_000)

    static let applicationAccess = "c1000000000000000000000000000001"
    static let accessWithTask = "c1000000000000000000000000000002"
    static let teamAccess = "c1000000000000000000000000000003"
    static let ana = "d1000000000000000000000000000001"
    static let ben = "d1000000000000000000000000000002"
    static let firstItem = "e1000000000000000000000000000001"
    static let firstApprover = "ea000000000000000000000000000001"

    struct Answer {
        let response: SimulatorResponse
        var status: Int { response.status.code }
        var text: String { String(decoding: response.body, as: UTF8.self) }
        var json: JSONValue { (try? JSONValue(parsing: response.body)) ?? .null }
        var result: JSONValue { json["result"] ?? .null }
        var rows: [JSONValue] { result.array ?? [] }
        func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { response.headers[$0] } }
    }

    /// The standard seed, with rules of the test's own and ids that are the same on every run.
    init(rules: JSONObject = [:], tables: JSONObject = [:]) throws {
        var seed = try JSONValue(parsing: PackageResources.seed_json).object ?? [:]
        var merged = seed["rules"]?.object ?? [:]
        merged["seed"] = 1
        merged.merge(rules) { $1 }
        seed["rules"] = .object(merged)
        var rows = seed["tables"]?.object ?? [:]
        rows.merge(tables) { standard, own in .array((standard.array ?? []) + (own.array ?? [])) }
        seed["tables"] = .object(rows)
        instance = try Instance(seed: .object(seed), now: GlideDateTime(now))
    }

    static func basic(_ name: String = "svc.landfall", _ password: String = "servicenow-simulator-password") -> String {
        "Basic " + Data("\(name):\(password)".utf8).base64EncodedString()
    }

    mutating func call(
        _ method: HTTPRequest.Method, _ path: String, query: [(String, String)] = [], body: JSONValue? = nil,
        authorization: String? = Desk.basic(), headers: HTTPFields? = nil
    ) -> Answer {
        var fields: HTTPFields = headers ?? [.accept: "application/json", .contentType: "application/json"]
        if let authorization { fields[.authorization] = authorization }
        let request = SimulatorRequest(
            method: method, target: Desk.target(path, query), authority: "localhost:9402", headers: fields,
            body: body?.serialized ?? [], receivedAt: now)
        return Answer(response: instance.respond(to: request))
    }

    static func target(_ path: String, _ query: [(String, String)]) -> String {
        guard !query.isEmpty else { return path }
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let pairs = query.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")"
        }
        return path + "?" + pairs.joined(separator: "&")
    }

    /// A page of a table for a query.
    mutating func list(_ table: String, _ query: String, _ more: [(String, String)] = []) -> Answer {
        call(.get, "/api/now/table/\(table)", query: [("sysparm_query", query)] + more)
    }

    mutating func patch(_ table: String, _ id: String, _ body: JSONValue) -> Answer {
        call(.patch, "/api/now/table/\(table)/\(id)", body: body)
    }

    /// Orders something for Ana, with Ben to decide, and returns the item's sys_id.
    mutating func order(
        _ item: String = Desk.applicationAccess, variables: JSONObject = [:], approvers: [String]? = nil,
        isApproved: Bool = false
    ) throws -> String {
        let order = Order(
            item: item, requestedFor: Desk.ana, openedBy: Desk.ana, variables: variables, approvers: approvers,
            isApproved: isApproved)
        let ordered = try instance.place(order, now: GlideDateTime(now))
        return instance.database.value("sys_id", of: ordered.item)
    }

    func value(_ field: String, _ table: String, _ id: String) -> String {
        instance.database.value(field, of: table, id)
    }
}
