import BenchmarkSupport
import Fleet
import Foundation
import HTTPTypes
import Logging
import Postgres

/// A virtual host and a database of its own, so that no measurement finds what another one left.
struct Ground: Sendable {
    let name: String
    let amqpURL: String
    let postgresURL: String

    static func with<Value>(_ setting: Setting, _ body: (Ground) async throws -> Value) async throws -> Value {
        let ground = try await make(setting)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(ground))
        } catch {
            result = .failure(error)
        }
        try await ground.drop(setting)
        return try result.get()
    }

    private static func make(_ setting: Setting) async throws -> Ground {
        let servers = setting.servers
        let name = "benchmark_" + UUID().uuidString.lowercased().filter { $0 != "-" }.prefix(12)
        try await servers.manage(.put, "/api/vhosts/\(name)", setting.http)
        try await servers.manage(
            .put, "/api/permissions/\(name)/\(servers.brokerUser)",
            json: #"{"configure": ".*", "write": ".*", "read": ".*"}"#, setting.http)
        let ground = Ground(
            name: name, amqpURL: servers.amqpURL(virtualHost: name), postgresURL: servers.postgresURL(database: name))
        try await ground.asAdministrator(servers, "CREATE DATABASE")
        return ground
    }

    private func drop(_ setting: Setting) async throws {
        try await setting.servers.manage(.delete, "/api/vhosts/\(name)", setting.http)
        try await asAdministrator(setting.servers, "DROP DATABASE IF EXISTS", "WITH (FORCE)")
    }

    private func asAdministrator(_ servers: Servers, _ verb: String, _ options: String = "") async throws {
        let client = try Self.client(servers.postgresURL())
        // The name was made above, of letters and digits.
        try await client.query(PostgresStatement(unsafeSQL: "\(verb) \(name) \(options)"))
    }

    /// Takes everything out of the queues of stages that nobody carries out here; those that aren't there yet are empty.
    func purge(_ stages: [Stage], _ setting: Setting) async {
        for stage in stages {
            try? await setting.servers.manage(
                .delete, "/api/queues/\(name)/\(stage.queue)/contents", setting.http)
        }
    }

    /// A client of the database, whose statements take as long as they take.
    func database() throws -> PostgresClient { try Self.client(postgresURL) }

    private static func client(_ uri: String) throws -> PostgresClient {
        var configuration = try PostgresConfiguration(uri: uri)
        configuration.statementTimeout = .zero
        return PostgresClient(configuration: configuration, logger: Logger(label: "benchmark"))
    }
}
