import Foundation
import Postgres
import Testing

@Suite("A statement")
struct QueryTests {
    @Test(
        "keeps whatever is interpolated as data",
        arguments: [
            "'; DROP TABLE victims; --", "' OR '1'='1", "\\'; DELETE FROM victims; --", "$1", "\"", "'' ; SELECT 1",
            "x') ON CONFLICT DO NOTHING; DROP TABLE victims; --", "\u{2019}; DROP TABLE victims",
        ])
    func injection(attempt: String) async throws {
        let client = try TestServer.client { $0.maximumConnections = 1 }
        try await withSchema(client) { schema in
            try await client.query("CREATE TABLE \(identifier: schema).victims (name text)")
            try await client.query("INSERT INTO \(identifier: schema).victims VALUES (\(attempt)), ('other')")
            let found = try await client.query("SELECT name FROM \(identifier: schema).victims WHERE name = \(attempt)")
            #expect(found.count == 1)
            #expect(try found[0].decode("name", as: String.self) == attempt)
            // As a name, too, it is nothing but a name.
            try await client.query(
                "CREATE TABLE \(identifier: schema).\(identifier: String(attempt.prefix(40))) (i int)")
            #expect(try await client.query("SELECT FROM \(identifier: schema).victims").count == 2)
        }
    }

    @Test("can't hold a second one")
    func single() async throws {
        let client = try TestServer.client()
        #expect(await failure { try await client.query("SELECT 1; SELECT 2") }?.sqlState == .syntaxError)
    }

    @Test("that fails tells SQLSTATE, table, column, constraint and its text, and no values")
    func report() async throws {
        let client = try TestServer.client()
        try await withSchema(client) { schema in
            try await client.query(
                "CREATE TABLE \(identifier: schema).people (email text CONSTRAINT one_email UNIQUE, age int NOT NULL)")
            let insert: PostgresStatement =
                "INSERT INTO \(identifier: schema).people VALUES (\("secret@example"), \(1))"
            try await client.query(insert)
            let refused = await failure { try await client.query(insert) }
            let unique = try #require(refused)
            #expect(unique.code == .server && unique.sqlState == .uniqueViolation)
            #expect(unique.constraint == "one_email" && unique.table == "people")
            #expect(unique.query == insert.sql && !unique.isRetriable && !unique.outcomeUnknown)
            #expect(!unique.description.contains("secret"))
            #expect(unique.server?.detail?.contains("secret") == true)
            let null = await failure {
                try await client.query("INSERT INTO \(identifier: schema).people VALUES ('x', \(Int?.none))")
            }
            #expect(null?.sqlState == .notNullViolation && null?.column == "age")
            let cast = await failure { try await client.query("SELECT \("secret")::int") }
            #expect(cast?.sqlState?.rawValue == "22P02" && cast?.description.contains("secret") == false)
        }
    }

    @Test("goes on working when the table has changed under its cached plan")
    func stalePlan() async throws {
        let client = try TestServer.client { $0.maximumConnections = 1 }
        try await withSchema(client) { schema in
            let table: PostgresStatement = "\(identifier: schema).t"
            try await client.query("CREATE TABLE \(fragment: table) AS SELECT 1 AS a")
            let select: PostgresStatement = "SELECT * FROM \(fragment: table)"
            #expect(try await client.query(select).columns == ["a"])
            try await client.query("ALTER TABLE \(fragment: table) ADD b text")
            #expect(try await client.query(select).columns == ["a", "b"])
            try await client.query("ALTER TABLE \(fragment: table) DROP a")
            let columns = try await client.transaction { try await $0.query(select).columns }
            #expect(columns == ["b"])
            try await client.query("DEALLOCATE ALL")
            #expect(try await client.query(select).columns == ["b"])
        }
    }

    @Test("is parsed once for each connection, however often it is sent; the cache has a bound")
    func prepared() async throws {
        let client = try TestServer.client { $0.maximumConnections = 1 }
        for number in 0..<20 { _ = try await client.query("SELECT \(number) AS again") }
        let count: PostgresStatement =
            "SELECT count(*) AS n FROM pg_prepared_statements WHERE statement = 'SELECT $1 AS again'"
        #expect(try await client.query(count)[0].decode("n", as: Int.self) == 1)
        for number in 0..<400 { _ = try await client.query(PostgresStatement(unsafeSQL: "SELECT \(number)")) }
        let all = try await client.query("SELECT count(*) AS n FROM pg_prepared_statements")[0].decode(
            "n", as: Int.self)
        #expect(all <= 258)
    }

    @Test("that was left open by a BEGIN does not leak into the next use of the connection")
    func leftOpen() async throws {
        let client = try TestServer.client { $0.maximumConnections = 1 }
        try await client.query("BEGIN")
        let row = try await client.query(
            "SELECT now() = statement_timestamp() AS fresh, pg_current_xact_id_if_assigned() IS NULL AS idle")[0]
        #expect(try row.decode("idle", as: Bool.self))
    }

    @Test("of a kind that this client does not do, such as COPY, is refused and breaks nothing")
    func copy() async throws {
        let client = try TestServer.client { $0.maximumConnections = 1 }
        _ = await failure { try await client.query("COPY (SELECT 1) TO STDOUT") }
        _ = await failure { try await client.query("COPY pg_class FROM STDIN") }
        #expect(try await client.query("SELECT 1 AS one")[0].decode("one", as: Int.self) == 1)
        #expect(try await client.query("").isEmpty)
    }

    @Test("may return megabytes")
    func large() async throws {
        let client = try TestServer.client()
        let rows = try await client.query("SELECT n, repeat('x', 1000) AS filler FROM generate_series(1, 20000) AS n")
        #expect(rows.count == 20_000)
        #expect(try rows[19_999].decode("n", as: Int.self) == 20_000)
        let blob = [UInt8](repeating: 7, count: 20_000_000)
        #expect(try await client.query("SELECT length(\(blob)) AS n")[0].decode("n", as: Int.self) == blob.count)
    }
}

@Suite("A pipeline")
struct PipelineTests {
    @Test("returns the result of each of its statements")
    func results() async throws {
        let client = try TestServer.client()
        let results = try await client.pipeline((1...500).map { "SELECT \($0) AS n" })
        #expect(try results.map { try $0[0].decode("n", as: Int.self) } == Array(1...500))
        #expect(try await client.pipeline([]).isEmpty)
    }

    @Test("is carried out as a whole or not at all, also when it fails at its very end")
    func whole() async throws {
        let client = try TestServer.client { $0.maximumConnections = 1 }
        try await withSchema(client) { schema in
            try await client.query(
                "CREATE TABLE \(identifier: schema).t (i int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            let insert: PostgresStatement = "INSERT INTO \(identifier: schema).t VALUES (\(1))"
            let middle = await failure { try await client.pipeline([insert, "SELECT 1/0", "SELECT 2"]) }
            #expect(middle?.sqlState?.rawValue == "22012" && middle?.query == "SELECT 1/0")
            // The constraint is checked when the transaction is committed, after all statements were answered.
            #expect(await failure { try await client.pipeline([insert, insert]) }?.sqlState == .uniqueViolation)
            #expect(try await client.query("SELECT FROM \(identifier: schema).t").isEmpty)
        }
    }

    @Test("takes one round trip")
    func roundTrips() async throws {
        let proxy = try Proxy(to: TestServer.port)
        defer { proxy.close() }
        let client = PostgresClient(
            configuration: try PostgresConfiguration(uri: TestServer.uri(["sslmode": "disable"], port: proxy.port)),
            logger: TestServer.quiet)
        try await client.query("SELECT 1")
        let before = proxy.requests
        try await client.pipeline((1...50).map { "SELECT \($0) AS fifty" })
        #expect(proxy.requests - before <= 2)
        let beginning = proxy.requests
        try await client.transaction { _ = try await $0.query("SELECT \(1) AS fifty") }
        // BEGIN travels with the first statement; COMMIT is the second request.
        #expect(proxy.requests - beginning == 2)
    }

    @Test("everybody gets the answer to his own statement, whoever sends it")
    func ownAnswers() async throws {
        // Now and then nothing is under way and a caller sends his statement himself; now and then the event loop is at work.
        for callers in [1, 2, 3, 16] {
            let client = try TestServer.client { $0.maximumConnections = 3 }
            try await withThrowingTaskGroup { group in
                for caller in 0..<callers {
                    group.addTask {
                        for number in 0..<200 {
                            let own = caller * 1000 + number
                            let row: PostgresRow
                            switch number % 4 {
                            case 0:
                                row = try await client.transaction { transaction in
                                    try await transaction.query("SELECT 0 AS n")
                                    return try await transaction.query("SELECT \(own) AS n")[0]
                                }
                            case 1:
                                let task = Task { try await client.query("SELECT pg_sleep(0.001)") }
                                task.cancel()
                                _ = try? await task.value
                                row = try await client.query("SELECT \(own) AS n")[0]
                            default: row = try await client.query("SELECT \(own) AS n")[0]
                            }
                            #expect(try row.decode("n", as: Int.self) == own)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
