import Foundation
import HTTP
import Logging
import OrderedCollections
import ServiceNow
import Synchronization
import TestSupport

@testable import ServiceNowSimulator
@testable import SimulatorKit

/// The simulated ServiceNow, served over HTTP, with a client of it, its witnesses and its controls.
struct SimulatedInstance: Sendable {
    static let group = "d2000000000000000000000000000001"

    let simulator: ServiceNowSimulator
    let client: ServiceNowClient

    /// Serves it while `body` runs.
    static func with(_ body: @escaping @Sendable (SimulatedInstance) async throws -> Void) async throws {
        let simulator = try ServiceNowSimulator(seed: seed)
        let secret = try TemporaryFile("secret-of-the-instance\n")
        let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let http = try HTTPClient(configuration: .init(requestTimeout: .seconds(20)), logger: quiet)
        let outcome: Result<Void, any Error>
        do {
            try await SimulatorServer(simulator, logger: quiet).withRunning { addresses in
                let configuration = ServiceNowConfiguration(
                    url: addresses.http, clientID: "landfall", clientSecretFile: secret.path)
                let client = ServiceNowClient(configuration: configuration, http: http, now: { Date() })
                try await body(SimulatedInstance(simulator: simulator, client: client))
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await http.shutdown()
        // Read again for each token, so it has to be there until now.
        withExtendedLifetime(secret) {}
        try outcome.get()
    }

    private static let seed: JSONValue = [
        "oauth": [["client_id": "landfall", "client_secret": "secret-of-the-instance"]],
        "users": [["user_name": "svc.landfall", "password": "not used"]],
        "tables": [
            "sys_user_group": [["sys_id": .string(group), "name": "Identity operations"]],
            "sys_user": [["sys_id": "d1000000000000000000000000000005", "user_name": "olga", "name": "Olga Orlova"]],
            "sys_properties": [["name": "glide.oauth.inbound.client.credential.grant_type.enabled", "value": "true"]],
        ],
        "rules": ["seed": 1],
    ]

    // MARK: - Witnesses

    /// A record, as the database has it.
    struct Record: Sendable {
        let values: [String: String]
        /// Its work notes, the oldest first.
        let notes: [String]

        subscript(name: String) -> String { values[name] ?? "" }
    }

    /// All incidents, in the order in which they were made.
    var incidents: [Record] { records(of: "incident") }

    /// All records of a table, in the order in which they were made.
    func records(of table: String) -> [Record] {
        simulator.instance.withLock { instance in
            let names = instance.database.tables[table]?.columns.map(\.name) ?? []
            return instance.database.tables[table]?.positions.compactMap { position in
                let place = Database.Place(table: table, position: position)
                guard instance.database.row(place) != nil else { return nil }
                let values = names.map { ($0, instance.database.value($0, of: place)) }
                let id = instance.database.value("sys_id", of: place)
                let notes = instance.database.places(in: "sys_journal_field", where: "element_id", is: id)
                return Record(
                    values: Dictionary(values) { $1 }, notes: notes.map { instance.database.value("value", of: $0) })
            } ?? []
        }
    }

    /// The writes to incidents that took effect.
    var writes: [Journal.Entry] {
        simulator.environment.journal.entries.filter { $0.details["table"] == "incident" }
    }

    /// How many calls of a method for incidents came, whatever came of them.
    func calls(_ method: String) -> Int {
        (simulator.environment.requests.json(after: 0).entries.array ?? []).count { entry in
            entry["method"]?.string == method && entry["path"]?.string?.contains("/incident") == true
        }
    }

    // MARK: - Controls

    /// When a call of the method for incidents comes, the nth time, does that.
    func misbehave(_ method: String, nth: JSONValue = 1, _ act: JSONValue) throws {
        try simulator.environment.faults.replaceRules([
            ["match": ["method": .string(method), "path": "^/api/now/table/incident"], "nth": nth, "act": act]
        ])
    }

    func behave() throws { try simulator.environment.faults.replaceRules([]) }

    func rules(_ rules: JSONValue) throws {
        let rules = try Rules(rules)
        simulator.instance.withLock { $0.rules = rules }
    }

    /// Takes a column of incidents away; only before there are any.
    func forget(column: String) {
        simulator.instance.withLock { instance in
            _ = instance.database.with("incident") { $0.removeColumn(column) }
        }
    }

    /// What a person, or a rule, sets on an incident.
    func change(_ incident: Record, _ values: [String: String]) throws {
        try simulator.change(requestID: nil, at: Date()) { (instance: inout Instance) throws(Refusal) in
            guard let place = instance.database.find("incident", incident["sys_id"]) else { return }
            try instance.update(place, values, WriteContext(caller: .platform, now: GlideDateTime(Date())))
        }
    }

    func delete(_ incident: Record) throws {
        try simulator.change(requestID: nil, at: Date()) { (instance: inout Instance) throws(Refusal) in
            guard let place = instance.database.find("incident", incident["sys_id"]) else { return }
            try instance.delete(place, WriteContext(caller: .platform, now: GlideDateTime(Date())))
        }
    }

    /// What somebody else makes.
    func make(_ values: [String: String], in table: String = "incident") throws {
        try simulator.change(requestID: nil, at: Date()) { (instance: inout Instance) throws(Refusal) in
            _ = try instance.insert(table, values, WriteContext(caller: .platform, now: GlideDateTime(Date())))
        }
    }
}
