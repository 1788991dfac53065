import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import OrderedCollections
import SimulatorKit
import Testing

@testable import ServiceNowSimulator

/// A client of a simulator that is really served. Each call has a connection of its own.
struct HTTPDesk: Sendable {
    let addresses: SimulatorAddresses

    init(_ addresses: SimulatorAddresses) { self.addresses = addresses }

    /// The host as the calls name it.
    var base: String { "http://localhost:\(addresses.port)" }

    struct Answer: Sendable {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
        var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
    }

    func call(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil, headers: HTTPFields = [:]
    ) async throws -> Answer {
        var fields: HTTPFields = [
            .authorization: Desk.basic(), .accept: "application/json", .contentType: "application/json",
        ]
        for field in headers { fields[field.name] = field.value }
        let request = TestClient.Request(
            path, method: method, authority: "localhost:\(addresses.port)", headers: fields,
            body: body.map { ByteBuffer(bytes: $0.serialized) })
        return try await TestClient.withClient(host: addresses.host, port: addresses.port) { client in
            let response = try await client.execute(request)
            let pairs = response.headers.map { ($0.name.rawName.lowercased(), $0.value) }
            return Answer(
                status: response.status.code, headers: Dictionary(pairs, uniquingKeysWith: { $1 }),
                body: response.body.map { Array($0.readableBytesView) } ?? [])
        }
    }

    /// The journal's entries about one table.
    func journal(_ table: String) async throws -> [JSONValue] {
        let entries = try await call(.get, "/_sim/journal").json.array ?? []
        return entries.filter { $0["table"]?.string == table }
    }

    /// Puts in force what `faults.json` calls by that name.
    func arm(_ fault: String) async throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Simulators/ServiceNow/faults.json")
        let faults = try JSONValue(parsing: Data(contentsOf: file))
        let rules = try #require(faults[fault], "faults.json has no \(fault)")
        #expect(try await call(.post, "/_sim/faults", rules).status == 204)
    }

    /// Waits until something holds, for ten seconds at most.
    func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<500 {
            if try await condition() { return true }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}
