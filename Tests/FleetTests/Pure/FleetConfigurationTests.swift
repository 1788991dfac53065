import AMQP
import Domain
import Entra
import Foundation
import Logging
import Postgres
import TestSupport
import Testing

@testable import Fleet

@Suite("The configuration of a service")
struct FleetConfigurationTests {
    private static let good = [
        "LANDFALL_AMQP_URL": "amqp://landfall:hush@broker.example/landfall",
        "LANDFALL_POSTGRES_URL": "postgresql://landfall:hush@db.example/landfall",
    ]
    private static let service = ServiceIdentity(name: .executor, instance: "host:7")

    private static func configuration(_ changes: [String: String] = [:]) throws -> FleetConfiguration {
        try FleetConfiguration(Settings(good.merging(changes) { $1 }), service: service)
    }

    @Test("has defaults for all but the broker and the database")
    func defaults() throws {
        let configuration = try Self.configuration()
        #expect(configuration.broker.connectionName == "landfall-executor@host:7")
        #expect(configuration.database.applicationName == "landfall-executor@host:7")
        #expect(configuration.database.role == nil)
        #expect(configuration.database.maximumConnections == 8)
        #expect(configuration.httpHost == "127.0.0.1")
        #expect(configuration.httpPort == 8404)
        #expect(configuration.logLevel == .info)
        #expect(configuration.caFile == nil)
        #expect(configuration.concurrency == 32)
        #expect(configuration.retry == RetryPolicy(maximumAttempts: 12))
        #expect(configuration.handlingLimit == .seconds(120))
        #expect(configuration.drainLimit == .seconds(20))
    }

    @Test("takes each value from its variable")
    func values() throws {
        try withFile([]) { path in
            let configuration = try Self.configuration([
                "LANDFALL_POSTGRES_ROLE": "landfall_executor", "LANDFALL_POSTGRES_CONNECTIONS": "3",
                "LANDFALL_HTTP_HOST": "0.0.0.0", "LANDFALL_HTTP_PORT": "0", "LANDFALL_LOG_LEVEL": "debug",
                "LANDFALL_CA_FILE": path, "LANDFALL_CONCURRENCY": "5", "LANDFALL_MAXIMUM_ATTEMPTS": "2",
                "LANDFALL_HANDLING_LIMIT": "1m", "LANDFALL_DRAIN_LIMIT": "500ms",
            ])
            #expect(configuration.broker.virtualHost == "landfall")
            #expect(configuration.database.role == "landfall_executor")
            #expect(configuration.database.maximumConnections == 3)
            #expect(configuration.httpHost == "0.0.0.0")
            #expect(configuration.httpPort == 0)
            #expect(configuration.logLevel == .debug)
            #expect(configuration.caFile == path)
            #expect(configuration.concurrency == 5)
            #expect(configuration.retry.maximumAttempts == 2)
            #expect(configuration.handlingLimit == .seconds(60))
            #expect(configuration.drainLimit == .milliseconds(500))
        }
    }

    @Test("each service has a port of its own")
    func ports() {
        #expect(ServiceName.allCases.map(\.defaultPort) == [8401, 8402, 8403, 8404, 8405])
    }

    @Test(
        "a value that is missing or malformed is told in one line that names the variable, and no secret",
        arguments: [
            ("LANDFALL_AMQP_URL", ""), ("LANDFALL_AMQP_URL", "http://u:hush@broker"),
            ("LANDFALL_AMQP_URL", "amqp://u:hush@broker:port"), ("LANDFALL_AMQP_URL", "amqp://u:hu%ZZsh@broker"),
            ("LANDFALL_AMQP_URL", "amqp://u:hush@broker/v?hush=1"), ("LANDFALL_AMQP_URL", "amqp://u:hush@broker#hush"),
            ("LANDFALL_POSTGRES_URL", ""), ("LANDFALL_POSTGRES_URL", "mysql://u:hush@db"),
            ("LANDFALL_POSTGRES_URL", "postgresql://u:hu%ZZsh@db"),
            ("LANDFALL_POSTGRES_URL", "postgresql://u:hush@db:port/x"),
            ("LANDFALL_POSTGRES_URL", "postgresql://u:hush@db/x?hush=1"),
            ("LANDFALL_POSTGRES_URL", "postgresql://u:hush@db/x?sslmode=hush"),
            ("LANDFALL_POSTGRES_CONNECTIONS", "0"), ("LANDFALL_POSTGRES_CONNECTIONS", "201"),
            ("LANDFALL_HTTP_PORT", "65536"), ("LANDFALL_HTTP_PORT", "http"), ("LANDFALL_LOG_LEVEL", "loud"),
            ("LANDFALL_CA_FILE", "/nowhere/ca.pem"), ("LANDFALL_CONCURRENCY", "0"), ("LANDFALL_CONCURRENCY", "1001"),
            ("LANDFALL_MAXIMUM_ATTEMPTS", "0"), ("LANDFALL_HANDLING_LIMIT", "120"), ("LANDFALL_DRAIN_LIMIT", "soon"),
        ])
    func refused(_ name: String, _ value: String) throws {
        var error: ConfigurationError?
        do {
            _ = try Self.configuration([name: value])
        } catch let refused as ConfigurationError {
            error = refused
        }
        let line = try #require(error).description
        #expect(error?.name == name)
        #expect(line.hasPrefix("\(name) "))
        #expect(!line.contains("\n"))
        #expect(!line.contains("hush"))
    }

    // MARK: - Entra

    static func fleet(_ environment: [String: String]) throws -> Fleet {
        let configuration = try configuration()
        let client = AMQPClient(configuration: configuration.broker, logger: TestBroker.quiet)
        return Fleet(
            identity: service, settings: Settings(environment), configuration: configuration,
            database: PostgresClient(configuration: configuration.database, logger: TestBroker.quiet),
            publisher: EventPublisher(client: client, identity: service), logger: TestBroker.quiet, now: { Date() })
    }

    private static func graphComplaint(_ changes: [String: String]) throws -> String? {
        try withFile(Array("hush".utf8)) { path in
            let good = [
                "LANDFALL_TENANT_ID": "contoso.example", "LANDFALL_CLIENT_ID": "3b6f",
                "LANDFALL_CLIENT_SECRET_FILE": path,
            ]
            let fleet = try fleet(good.merging(changes) { $1 })
            return complaint { _ = try fleet.graph() }
        }
    }

    @Test("Entra's is asked for what can't work before the service starts")
    func entra() throws {
        #expect(try Self.graphComplaint([:]) == nil)
        #expect(
            try Self.graphComplaint(["LANDFALL_TENANT_ID": "../x"])
                == "LANDFALL_TENANT_ID must be an id or a domain name, not “../x”")
        #expect(
            try Self.graphComplaint(["LANDFALL_CLIENT_ID": "a b"])
                == "LANDFALL_CLIENT_ID must be an id or a domain name, not “a b”")
        #expect(
            try Self.graphComplaint(["LANDFALL_GRAPH_TIMEOUT": "0s"])
                == "LANDFALL_GRAPH_TIMEOUT must be more than zero, not 0.0 seconds")
        #expect(
            try Self.graphComplaint(["LANDFALL_GRAPH_PATCH_COST": "two"])
                == "LANDFALL_GRAPH_PATCH_COST must be one or third, not “two”")
        for name in ["LANDFALL_GRAPH_ROLE_ASSIGNABLE_GROUPS", "LANDFALL_GRAPH_ALLOW_USER_WRITE"] {
            #expect(try Self.graphComplaint([name: "maybe"]) == "\(name) must be true or false, not “maybe”")
            #expect(try Self.graphComplaint([name: "true"]) == nil)
        }
        // An address that the settings let pass.
        let address = "must be an http or https address without a user, a query or a fragment"
        #expect(try Self.graphComplaint(["LANDFALL_GRAPH_URL": "https://h/a@b"]) == "LANDFALL_GRAPH_URL \(address)")
        #expect(try Self.graphComplaint(["LANDFALL_LOGIN_URL": "https://h/a@b"]) == "LANDFALL_LOGIN_URL \(address)")
    }

    @Test(
        "what Entra needs is named when it is missing",
        arguments: ["LANDFALL_TENANT_ID", "LANDFALL_CLIENT_ID", "LANDFALL_CLIENT_SECRET_FILE"])
    func entraMissing(_ name: String) throws {
        #expect(try Self.graphComplaint([name: ""]) == "\(name) is not set")
    }

    @Test("the app's secret comes from a file that is there")
    func entraFiles() throws {
        for name in ["LANDFALL_CLIENT_SECRET_FILE", "LANDFALL_CLIENT_CERTIFICATE_FILE"] {
            #expect(
                try Self.graphComplaint([name: "/nowhere/secret"])
                    == "\(name) names a file that can't be read: /nowhere/secret")
        }
    }
}
