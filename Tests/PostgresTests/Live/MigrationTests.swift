import Foundation
import Postgres
import Testing

@Suite("Migrations")
struct MigrationTests {
    private let migrations = [
        PostgresMigration(
            id: "0001-people",
            sql: "CREATE TABLE people (name text); INSERT INTO people VALUES ('first'); SELECT pg_sleep(0.1);"),
        PostgresMigration(
            id: "0002-age", sql: "ALTER TABLE people ADD age int; INSERT INTO people VALUES ('second', 2)"),
    ]

    private func withFreshSchema(_ body: (PostgresClient, String) async throws -> Void) async throws {
        let client = try TestServer.client()
        let schema = "fresh_\(UUID().uuidString.prefix(13).lowercased())"
        do { try await body(client, schema) } catch {
            _ = try? await client.query("DROP SCHEMA IF EXISTS \(identifier: schema) CASCADE")
            throw error
        }
        try await client.query("DROP SCHEMA \(identifier: schema) CASCADE")
    }

    @Test("are applied once by ten clients that start at the same time")
    func together() async throws {
        try await withFreshSchema { client, schema in
            try await withThrowingTaskGroup { group in
                for _ in 0..<10 {
                    group.addTask { try await TestServer.client().migrate(migrations, schema: schema) }
                }
                try await group.waitForAll()
            }
            #expect(try await client.query("SELECT FROM \(identifier: schema).people").count == 2)
            #expect(try await client.query("SELECT FROM \(identifier: schema).schema_migrations").count == 2)
        }
    }

    @Test("that were edited after they were applied are refused")
    func edited() async throws {
        try await withFreshSchema { client, schema in
            try await client.migrate(migrations, schema: schema)
            var edited = migrations
            edited[0] = PostgresMigration(id: edited[0].id, sql: edited[0].sql + " ")
            let error = await failure { try await client.migrate(edited, schema: schema) }
            #expect(error?.code == .migration && error?.message.contains("0001-people") == true)
            // An older program does not mind what a newer one added.
            try await client.migrate([migrations[0]], schema: schema)
        }
    }

    @Test("that fail leave nothing behind, and those before them stay")
    func failing() async throws {
        try await withFreshSchema { client, schema in
            let bad = PostgresMigration(id: "0003-bad", sql: "CREATE TABLE half (i int); SELECT 1/0")
            #expect(
                await failure { try await client.migrate(migrations + [bad], schema: schema) }?.sqlState?.rawValue
                    == "22012")
            #expect(try await client.query("SELECT FROM \(identifier: schema).schema_migrations").count == 2)
            #expect(
                try await client.query("SELECT FROM pg_tables WHERE schemaname = \(schema) AND tablename = 'half'")
                    .isEmpty)
            let good = PostgresMigration(id: "0003-bad", sql: "CREATE TABLE whole (i int)")
            try await client.migrate(migrations + [good], schema: schema)
        }
    }

    @Test("that would end their transaction are refused")
    func ending() async throws {
        try await withFreshSchema { client, schema in
            let sneaky = PostgresMigration(id: "1", sql: "CREATE TABLE t (i int); COMMIT; SELECT 1")
            #expect(await failure { try await client.migrate([sneaky], schema: schema) }?.code == .migration)
        }
    }

    @Test("work for a role that owns its schema and may create none")
    func role() async throws {
        let client = try TestServer.client()
        try await withSchema(client) { schema in
            try await client.query("CREATE ROLE \(identifier: schema)")
            try await client.query("ALTER SCHEMA \(identifier: schema) OWNER TO \(identifier: schema)")
            let limited = try TestServer.client { $0.role = schema }
            #expect(
                try await limited.query("SELECT current_user::text AS me")[0].decode("me", as: String.self) == schema)
            try await limited.migrate(migrations, schema: schema)
            try await limited.migrate(migrations, schema: schema)
            #expect(await failure { try await limited.query("CREATE SCHEMA more") }?.sqlState == .insufficientPrivilege)
            try await client.query("DROP OWNED BY \(identifier: schema)")
            try await client.query("CREATE SCHEMA \(identifier: schema)")
            try await client.query("DROP ROLE \(identifier: schema)")
        }
    }
}
