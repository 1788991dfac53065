import Foundation
import Postgres
import Testing

@Suite("When the server or the network fails")
struct FailureTests {
    @Test("a transaction that loses its server fails with a typed error, and the client recovers")
    func killedInTransaction() async throws {
        try await OwnServer.with { server in
            let client = PostgresClient(configuration: try await server.configuration(), logger: TestServer.quiet)
            try await client.query("CREATE TABLE t (i int)")
            let error = await failure {
                try await client.transaction { transaction in
                    try await transaction.query("INSERT INTO t VALUES (1)")
                    try await server.run("kill")
                    try await transaction.query("INSERT INTO t VALUES (2)")
                }
            }
            #expect(error?.code == .connectionLost)
            // Without a commit nothing lasts.
            #expect(error?.outcomeUnknown == false && error?.isRetriable == true)
            try await server.run("start")
            #expect(try await client.query("SELECT FROM t").isEmpty)
        }
    }

    @Test("callers wait for a server that restarts, and idle connections are replaced")
    func restart() async throws {
        try await OwnServer.with { server in
            var configuration = try await server.configuration()
            configuration.acquireTimeout = .seconds(30)
            let client = PostgresClient(configuration: configuration, logger: TestServer.quiet)
            try await client.query("CREATE TABLE t (i int)")
            try await server.run("stop")
            let waiting = Task { try await client.query("INSERT INTO t VALUES (1)") }
            try await server.run("start")
            _ = try await waiting.value
            try await server.run("restart")
            #expect(try await client.query("SELECT FROM t").count == 1)
        }
    }

    @Test("a statement hit by a shutdown says that it may have been carried out")
    func shutdownInStatement() async throws {
        try await OwnServer.with { server in
            let client = PostgresClient(configuration: try await server.configuration(), logger: TestServer.quiet)
            try await client.query("SELECT 1")
            let sleeping = Task { try await client.query("SELECT pg_sleep(60)") }
            try await waitUntil("it sleeps") {
                try await client.query("SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'").count == 1
            }
            try await server.run("stop")
            let error = await failure { try await sleeping.value }
            #expect(
                error?.code == .connectionLost && error?.sqlState == .adminShutdown && error?.outcomeUnknown == true)
        }
    }

    @Test("a commit whose answer is lost is reported as unknown, though it was carried out")
    func lostCommit() async throws {
        let direct = try TestServer.client()
        let proxy = try Proxy(to: TestServer.port)
        defer { proxy.close() }
        let client = PostgresClient(
            configuration: try PostgresConfiguration(uri: TestServer.uri(["sslmode": "disable"], port: proxy.port)),
            logger: TestServer.quiet)
        try await withSchema(direct) { schema in
            try await direct.query("CREATE TABLE \(identifier: schema).t (i int)")
            proxy.misbehave(.cutAnswer(trigger: "COMMIT\0"))
            let error = await failure {
                try await client.transaction { transaction in
                    try await transaction.query("INSERT INTO \(identifier: schema).t VALUES (1)")
                }
            }
            #expect(error?.code == .connectionLost && error?.outcomeUnknown == true && error?.isRetriable == false)
            #expect(error?.query == "COMMIT")
            #expect(try await direct.query("SELECT FROM \(identifier: schema).t").count == 1)

            proxy.misbehave(.cutAnswer(trigger: "lost insert"))
            let single = await failure {
                try await client.query("INSERT INTO \(identifier: schema).t VALUES (2) /* lost insert */")
            }
            #expect(single?.code == .connectionLost && single?.outcomeUnknown == true)
            proxy.misbehave(.none)
            #expect(try await client.query("SELECT FROM \(identifier: schema).t").count == 2)
        }
    }

    @Test("a statement lost inside a transaction is known not to last")
    func lostInTransaction() async throws {
        let proxy = try Proxy(to: TestServer.port)
        defer { proxy.close() }
        let client = PostgresClient(
            configuration: try PostgresConfiguration(uri: TestServer.uri(["sslmode": "disable"], port: proxy.port)),
            logger: TestServer.quiet)
        proxy.misbehave(.cutAnswer(trigger: "lost select"))
        let error = await failure {
            try await client.transaction { transaction in
                _ = try? await transaction.query("SELECT 1 /* lost select */")
                // Must not open a second transaction in place of the lost one.
                try await transaction.query("SELECT 2")
            }
        }
        #expect(error?.code == .connectionLost && error?.outcomeUnknown == false && error?.isRetriable == true)
    }

    @Test("a server that is not there is told from credentials that are wrong", .timeLimit(.minutes(2)))
    func connecting() async throws {
        var nobody = try PostgresConfiguration(uri: "postgresql://a:secret@127.0.0.1:1/b")
        nobody.acquireTimeout = .milliseconds(300)
        let absent = await failure {
            try await PostgresClient(configuration: nobody, logger: TestServer.quiet).query("SELECT 1")
        }
        #expect(absent?.code == .connectFailed && absent?.isRetriable == true && absent?.outcomeUnknown == false)

        var wrong = try #require(URLComponents(string: try TestServer.environment("LANDFALL_TEST_POSTGRES_URL")))
        wrong.password = "secret"
        let client = PostgresClient(
            configuration: try PostgresConfiguration(uri: wrong.string ?? ""), logger: TestServer.quiet)
        let start = ContinuousClock.now
        let refused = await failure { try await client.query("SELECT 1") }
        #expect(
            refused?.code == .connectFailed && refused?.sqlState?.rawValue == "28P01" && refused?.isRetriable == false)
        #expect(refused?.debugDescription.contains("secret") == false)
        // At once, not after the time limit for a connection.
        #expect(ContinuousClock.now - start < .seconds(5))

        var unknown = try PostgresConfiguration(uri: "postgresql://a@nowhere.invalid/b")
        unknown.acquireTimeout = .milliseconds(300)
        unknown.connectTimeout = .seconds(60)
        let lost = PostgresClient(configuration: unknown, logger: TestServer.quiet)
        // Where nobody answers a look-up, it takes the resolver's own patience to fail.
        var nowhere = await failure { try await lost.query("SELECT 1") }
        while nowhere?.code == .timeout {
            nowhere = await failure { try await lost.query("SELECT 1") }
        }
        #expect(nowhere?.code == .connectFailed && nowhere?.message.contains("nowhere.invalid") == true)
    }
}

@Suite("TLS")
struct TLSTests {
    private func query(_ parameters: [String: String], host: String = "localhost") async throws -> Bool {
        var configuration = try PostgresConfiguration(uri: TestServer.uri(parameters, host: host))
        configuration.acquireTimeout = .seconds(5)
        let client = PostgresClient(configuration: configuration, logger: TestServer.quiet)
        return try await client.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")[0].decode("ssl")
    }

    @Test("verifies authority and host name")
    func verifies() async throws {
        let authority = try TestServer.environment("LANDFALL_TEST_CA_FILE")
        #expect(try await query(["sslmode": "verify-full", "sslrootcert": authority]))
        #expect(try await !query(["sslmode": "disable"]))
    }

    @Test("refuses another authority")
    func otherAuthority() async throws {
        // A server certificate signs nothing.
        let other = try TestServer.environment("LANDFALL_TEST_CERTIFICATES") + "/server.pem"
        let unverified = await failure { try await query(["sslmode": "verify-full", "sslrootcert": other]) }
        #expect(unverified?.code == .connectFailed && unverified?.message.contains("certificate") == true)
        let missing = await failure { try await query(["sslmode": "verify-full", "sslrootcert": "/nowhere/ca.pem"]) }
        #expect(missing?.code == .connectFailed && missing?.message.contains("certificate") == true)
    }

    @Test("refuses another host's certificate")
    func otherHost() async throws {
        let authority = try TestServer.environment("LANDFALL_TEST_CA_FILE")
        let parameters = ["sslmode": "verify-full", "sslrootcert": authority, "hostaddr": "127.0.0.1"]
        let error = await failure { try await query(parameters, host: "elsewhere.example") }
        #expect(error?.code == .connectFailed && error?.message.contains("host name") == true)
        #expect(try await query(parameters.merging(["sslmode": "verify-ca"]) { $1 }, host: "elsewhere.example"))
    }

    @Test("carries answers of any size: no rest of a record stays behind")
    func sizes() async throws {
        let authority = try TestServer.environment("LANDFALL_TEST_CA_FILE")
        let client = PostgresClient(
            configuration: try PostgresConfiguration(
                uri: TestServer.uri(["sslmode": "verify-full", "sslrootcert": authority])),
            logger: TestServer.quiet)
        for size in [1, 8_000, 8_192, 16_000, 16_384, 16_385, 24_576, 40_000, 65_536, 100_001, 1_000_000, 10_000_000] {
            let row = try await client.query("SELECT repeat('x', \(Int32(size))) AS text")[0]
            #expect(try row.decode("text", as: String.self).utf8.count == size)
        }
    }
}
