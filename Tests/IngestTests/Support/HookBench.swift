import Crypto
import Domain
import Fleet
import Foundation
import HTTP
import HTTPTypes
import Postgres
import TestSupport

@testable import Ingest

/// The hook's routes on a real server, with a database of their own.
struct HookBench {
    static let keyBytes = Data("a key that only ServiceNow has".utf8)
    static let base64 = keyBytes.base64EncodedString()
    static let otherBase64 = Data("a key that somebody else made up".utf8).base64EncodedString()
    static let path = "/v1/hooks/servicenow"

    let server: RunningServer
    let store: IntakeStore
    let arrivals: ChangeSignal
    let log: LogCapture

    static func with(_ body: (HookBench) async throws -> Void) async throws {
        try await TestDatabase.with("intake", IntakeSchema.migrations) { database in
            try await with(database, body)
        }
    }

    static func with(_ database: PostgresClient, _ body: (HookBench) async throws -> Void) async throws {
        let log = LogCapture()
        let routes = try routes(database, log)
        try await RunningServer.with(routes.add) { server in
            try await body(HookBench(server: server, store: routes.store, arrivals: routes.arrivals, log: log))
        }
    }

    static func routes(_ database: PostgresClient, _ log: LogCapture) throws -> HookRoutes {
        HookRoutes(
            signature: BodySignature(key: try SigningKey(base64: base64, variable: "KEY")),
            store: IntakeStore(database: database), arrivals: ChangeSignal(), now: { Samples.at }, logger: log.logger)
    }

    static func payload(_ sysID: String = Samples.sysID.description, padding: Int = 0) -> [UInt8] {
        let pad = padding > 0 ? #","pad":"\#(String(repeating: "x", count: padding))""# : ""
        return Array(#"{"table":"sc_req_item","sys_id":"\#(sysID)","number":"RITM0010001"\#(pad)}"#.utf8)
    }

    /// The header fields of a hook, as ServiceNow makes them.
    static func signed(
        _ body: [UInt8], at time: Date = Samples.at, key: Data = keyBytes, type: String? = "application/json"
    ) -> HTTPFields {
        let timestamp = String(Int(time.timeIntervalSince1970))
        var fields: HTTPFields = [:]
        if let type { fields[.contentType] = type }
        if let name = HTTPField.Name("X-Landfall-Timestamp") { fields[name] = timestamp }
        if let name = HTTPField.Name("X-Landfall-Signature") {
            fields[name] = signature(timestamp: timestamp, body: body, key: key)
        }
        return fields
    }

    static func signature(timestamp: String, body: [UInt8], key: Data = keyBytes) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(timestamp).".utf8) + body, using: SymmetricKey(data: key))
        return "sha256=" + Data(code).base64EncodedString()
    }

    func post(_ body: [UInt8], _ fields: HTTPFields? = nil) async throws -> HTTPClientResponse {
        try await server.call(.post, Self.path, headerFields: fields ?? Self.signed(body), body: body)
    }

    /// What stands in the table.
    func rows() async throws -> [(sysID: String, state: String)] {
        try await store.database.query("SELECT sys_id, state FROM intake.requests ORDER BY sys_id").map { row in
            (try row.decode("sys_id"), try row.decode("state"))
        }
    }
}

extension HTTPClientResponse {
    /// The fields of its JSON, which are texts.
    var fields: [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(body))) ?? [:]
    }
}
